import { spawn } from 'node:child_process'
import { globSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Soak, SoakContext, SoakResult } from './long-run.ts'

/** Every property test of the packages and tools, with many more cases than the 100 of a usual test run. */
export const soak: Soak = {
  name: 'properties',
  what: 'every rule that a property test states holds for this many random cases',
  count: 5_000,
  run,
}

const root = fileURLToPath(new URL('../..', import.meta.url))

async function run(context: SoakContext): Promise<SoakResult> {
  const files: readonly string[] = await propertyTests()
  context.log(`${files.length} files with properties`)
  return await playProperties(files, context)
}

/** The properties of these files, each with so many cases. */
export async function playProperties(
  files: readonly string[],
  { seed, count, log }: Pick<SoakContext, 'seed' | 'count' | 'log'>,
): Promise<SoakResult> {
  const folder = await mkdtemp(join(tmpdir(), 'project-utils-soak-'))
  const tally = join(folder, 'tally')
  try {
    const environment = { FAST_CHECK_RUNS: String(count), FAST_CHECK_TALLY: tally, SEED: String(seed) }
    const { code, printed } = await vitest(files, environment)
    const tried = (await readFile(tally, 'utf8').catch(() => '')).trim().split('\n')
    const cases = tried.reduce((sum, line) => sum + Number(line), 0)
    log(`${tried.length} properties, ${cases} cases`)
    return { count: cases, failures: code === 0 ? [] : [printed] }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function propertyTests(): Promise<readonly string[]> {
  const files = globSync(['packages/*/src/**/*.test.ts', 'tools/**/*.test.ts'], { cwd: root })
  const texts = await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')))
  return files.filter((_, index) => texts[index]?.includes("from 'fast-check'")).sort()
}

interface Ended {
  readonly code: number | null
  readonly printed: string
}

function vitest(files: readonly string[], environment: Readonly<Record<string, string>>): Promise<Ended> {
  const bin = join(root, 'node_modules/vitest/vitest.mjs')
  const args = ['run', '--config', 'tools/soak/vitest.config.ts', '--root', '.', ...files]
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, printed }))
  })
}
