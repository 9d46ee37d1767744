/** Runs every test (unit, emulator, end to end), tells the failed ones once more, and closes with `N passed, N failed`. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'

interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message: string
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: string
      readonly failureMessages: readonly string[]
    }[]
  }[]
}

const folder = mkdtempSync(join(tmpdir(), 'project-utils-test-'))
const total = { passed: 0, failed: 0, skipped: 0, broken: 0 }
const failures: string[] = []

// Packages whose unit tests passed as they stand, such as in a check right before, give their counts again.
console.log('\n== unit')
const results = readdirSync('packages').map((name) => join('packages', name, 'results', 'unit.json'))
for (const file of results) rmSync(file, { force: true })
const unit = run(['nx', 'run-many', '-t', 'test'])
const reports = results.filter((file) => existsSync(file)).map(readReport)
if (unit !== 0 && !reports.some((report) => (report?.numFailedTests ?? 0) > 0)) total.broken += 1
for (const report of reports) count(report)
vitest('tools', ['tools/'])
for (const mode of ['emulator', 'e2e']) vitest(mode, ['--mode', mode])
rmSync(folder, { recursive: true })

const failed = total.failed + total.broken
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : ''
// Here once more, since a log that was cut keeps its end.
if (failures.length > 0) console.log(`\n${failures.join('\n\n')}`)
console.log(`\n${total.passed} passed, ${failed} failed${skipped}`)
process.exitCode = failed > 0 || total.passed === 0 ? 1 : 0

function vitest(title: string, options: readonly string[]): void {
  console.log(`\n== ${title}`)
  const file = join(folder, `${title}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const status = run(['vitest', 'run', '--config', 'tools/vitest.config.ts', ...options, ...reporters])
  const report = readReport(file)
  // A file that cannot even be loaded fails the run without a failed test.
  if (status !== 0 && (report?.numFailedTests ?? 0) === 0) total.broken += 1
  count(report)
}

function run(args: readonly string[]): number | null {
  return spawnSync('npx', args, { stdio: 'inherit', shell: process.platform === 'win32' }).status
}

function count(report: Report | undefined): void {
  total.passed += report?.numPassedTests ?? 0
  total.failed += report?.numFailedTests ?? 0
  total.skipped += report?.numPendingTests ?? 0
  failures.push(...failuresOf(report))
}

function failuresOf(report: Report | undefined): readonly string[] {
  return (report?.testResults ?? []).flatMap(({ name, status, message, assertionResults }) => {
    const tests = assertionResults.filter((test) => test.status === 'failed')
    const file = relative(process.cwd(), name)
    if (tests.length > 0)
      return tests.map((test) => told(`${file} > ${test.fullName}`, test.failureMessages.join('\n')))
    return status === 'failed' ? [told(file, message)] : []
  })
}

function told(title: string, message: string): string {
  return `FAILED ${title}\n${message.split('\n').slice(0, 20).join('\n').slice(0, 2000)}`
}

function readReport(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
