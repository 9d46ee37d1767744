/**
 * `npm run soak [name…] [-- --seed N --count N]`: the full number of the random cases that CI only samples.
 *
 * A long run is a file of this folder that exports `soak`. Prints seed, count, duration and failures of each, and ends
 * with 1 if one failed.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Soak } from './long-run.ts'
import { readSeed, seeded, seedFrom } from './random.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' }, count: { type: 'string' }, list: { type: 'boolean', default: false } },
})
const all = await registry()
const unknown = positionals.filter((name) => !all.some((soak) => soak.name === name))
if (values.list) {
  for (const soak of all) console.log(`${soak.name} (${soak.count}): ${soak.what}`)
} else if (unknown.length > 0) {
  console.error(`no long run '${unknown.join("', '")}'. There are: ${all.map((soak) => soak.name).join(', ')}`)
  process.exitCode = 2
} else {
  const seed = readSeed(values.seed) ?? seedFrom(process.env)
  const count = values.count === undefined ? undefined : Number(values.count)
  if (count !== undefined && !(Number.isInteger(count) && count > 0))
    throw new Error(`--count ${values.count}: no number`)
  const chosen = positionals.length > 0 ? all.filter((soak) => positionals.includes(soak.name)) : all
  // Long runs measure and kill programs of their own: one after the other.
  for (const soak of chosen) await endure(soak, seed, count ?? soak.count)
}

async function registry(): Promise<readonly Soak[]> {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  const named = files.filter((name) =>
    /^export const soak\b/m.test(readFileSync(join(import.meta.dirname, name), 'utf8')),
  )
  const modules = await Promise.all(named.map((name): Promise<{ soak: Soak }> => import(`./${name}`)))
  return modules.map(({ soak }) => soak)
}

async function endure(soak: Soak, seed: number, count: number): Promise<void> {
  console.log(`${soak.name}: ${soak.what}\n  seed ${seed}, ${count} cases`)
  const started = performance.now()
  const log = (line: string): void => console.log(`  ${line}`)
  const ended = await soak
    .run({ seed, count, random: seeded(seed), log })
    .catch((error: unknown) => ({ count: 0, failures: [`broke off: ${error instanceof Error ? error.stack : error}`] }))
  for (const failure of ended.failures) console.log(`  FAILED ${failure}`)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`  seed ${seed}, count ${ended.count}, duration ${seconds} s, failures ${ended.failures.length}`)
  // A run that tried nothing has proved nothing.
  if (ended.failures.length > 0 || ended.count === 0) process.exitCode = 1
}
