/** Fails when source files outgrow the budget: 90 % of them within 200 lines, none above 300. */
import { globSync, readFileSync } from 'node:fs'

const limit = 300
const p90Limit = 200

const files = globSync(['packages/*/src/**/*.ts', 'tools/**/*.ts'])
  .filter((path) => !path.endsWith('.test.ts'))
  .map((path) => ({ path, lines: readFileSync(path, 'utf8').split('\n').length - 1 }))
  .sort((a, b) => a.lines - b.lines)

const at = (share: number): number => files[Math.floor((files.length - 1) * share)]?.lines ?? 0
for (const { path, lines } of files) if (lines > limit) fail(`${path}: ${lines} lines, limit ${limit}`)
if (at(0.9) > p90Limit) fail(`90th percentile is ${at(0.9)} lines, budget ${p90Limit}`)
console.log(`${files.length} files, median ${at(0.5)}, p90 ${at(0.9)}, largest ${at(1)}`)

function fail(message: string): void {
  console.error(message)
  process.exitCode = 1
}
