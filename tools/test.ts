/** Runs every test (unit, emulator, end to end) and closes with the real counts: `N passed, N failed`. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly success: boolean
}

const modes = ['test', 'emulator', 'e2e']
const folder = mkdtempSync(join(tmpdir(), 'project-utils-test-'))
const total = { passed: 0, failed: 0, skipped: 0, broken: 0 }

for (const mode of modes) {
  console.log(`\n== ${mode === 'test' ? 'unit' : mode}`)
  const file = join(folder, `${mode}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const args = ['vitest', 'run', '--config', 'tools/vitest.config.ts', '--mode', mode, ...reporters]
  const { status } = spawnSync('npx', args, { stdio: 'inherit', shell: process.platform === 'win32' })
  const report = readReport(file)
  total.passed += report?.numPassedTests ?? 0
  total.failed += report?.numFailedTests ?? 0
  total.skipped += report?.numPendingTests ?? 0
  // A file that cannot even be loaded fails the run without a failed test.
  if (status !== 0 && (report?.numFailedTests ?? 0) === 0) total.broken += 1
}
rmSync(folder, { recursive: true })

const failed = total.failed + total.broken
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : ''
console.log(`\n${total.passed} passed, ${failed} failed${skipped}`)
process.exitCode = failed > 0 || total.passed === 0 ? 1 : 0

function readReport(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
