import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, it, vi } from 'vitest'
import { findBrowser } from '../../../tools/browser.ts'
import { browserStep, runSteps, servePages } from './pages.ts'

const bin = new URL('../bin/project-test.js', import.meta.url).pathname

vi.setConfig({ testTimeout: 90_000 })

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reports-'))
  return () => rmSync(folder, { recursive: true, force: true })
})

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the program in the folder, as a person or a CI service does. */
async function project(argv: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  const { CI: _, GITHUB_ACTIONS: __, ...inherited } = process.env
  return await new Promise((done) => {
    const options = { cwd: folder, env: { ...inherited, COLUMNS: '110', NO_COLOR: '1', ...environment } }
    execFile(process.execPath, [bin, ...argv], options, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
}

const at = { file: 'project.yaml', line: 7 }
const pass = { name: 'it is found', kind: 'http', outcome: 'passed', ms: 12, attempts: 1, where: at }
const exchange = {
  request: { title: 'GET https://api.example/reports', headers: { accept: 'application/json' } },
  response: { title: '500', headers: { 'content-type': 'application/json' }, body: '{"message":"<b>down</b>"}' },
}
const fail = { ...pass, name: 'it is counted', outcome: 'failed', message: 'expected status 200, got 500', exchange }
const late = {
  ...pass,
  name: 'it is slow',
  attempts: 2,
  retried: true,
  message: 'passed only at try 2; at first: nothing',
}

function save(file: string, steps: readonly object[]): void {
  const failed = steps.filter((step) => 'exchange' in step).length
  const suite = {
    suite: 'votes',
    ok: failed === 0,
    passed: steps.length - failed,
    failed,
    steps,
    setup: [pass],
    cleanup: [],
    ms: 340,
  }
  const scopes = [{ project: 'votes', environment: 'dev', tier: 'full', account: '111111111111', region: 'us-east-1' }]
  const envelope = {
    v: 1,
    run: '20261122T101500Z-abcdef',
    command: 'test smoke',
    scopes,
    ok: failed === 0,
    data: { suites: [suite] },
  }
  writeFileSync(join(folder, file), JSON.stringify(envelope))
}

it('makes every form of saved results, and red ones stay red', async () => {
  save('result.json', [pass, fail, late])
  const summary = join(folder, 'summary.md')
  const ended = await project(['report', 'result.json', '--junit', 'j.xml', '--html', 'h.html'], {
    GITHUB_ACTIONS: 'true',
    GITHUB_STEP_SUMMARY: summary,
  })
  expect(ended.code).toBe(1)
  expect(ended.stdout).toContain(
    '✗ it is counted 12 ms project.yaml:7\n      expected status 200, got 500\n      GET https://api.example/reports',
  )
  expect(ended.stdout).toContain('✗ 2 of 3 checks passed, 1 only after a retry in 340 ms')
  expect(ended.stderr).toContain(
    '::error file=project.yaml,line=7,title=smoke/http::it is counted: expected status 200, got 500',
  )
  expect(readFileSync(join(folder, 'j.xml'), 'utf8')).toContain('<testsuite name="votes" tests="3" failures="1"')
  expect(readFileSync(summary, 'utf8')).toContain('### ❌ votes: it is counted')
  expect(await project(['report', 'result.json', '--json'])).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('"suites":[{'),
  })
})

it('tells a report that cannot be written, for green results, too, and never turns red ones green', async () => {
  writeFileSync(join(folder, 'file'), '')
  save('green.json', [pass])
  save('red.json', [fail])
  expect(await project(['report', 'green.json'])).toMatchObject({ code: 0 })
  for (const results of ['green.json', 'red.json']) {
    const ended = await project(['report', results, '--junit', 'file/j.xml'])
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringMatching(/SMOKE_REPORT_FILE[\s\S]*file\/j\.xml/) })
  }
})

it('refuses a file that holds no results', async () => {
  writeFileSync(join(folder, 'other.json'), '{"data":{"suites":[{"suite":"x"}]}}')
  const ended = await project(['report', 'other.json'])
  expect(ended).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/SMOKE_RESULT_INVALID other\.json[\s\S]*data\.suites\.0/),
  })
  expect(await project(['report', 'nothing.json'])).toMatchObject({ code: 2 })
})

it('prints a recorded suite alone, and writes over no file that is there', async () => {
  const command = "curl 'https://api.example/reports?limit=3' -H 'authorization: Bearer s3cret-of-ada'"
  const printed = await project(['record', '--curl', command])
  expect(printed.code).toBe(0)
  expect(printed.stdout).toMatch(/^# secrets that it needs: authorization\nsuites:\n {2}recorded:\n/)
  expect(printed.stdout + printed.stderr).not.toContain('s3cret-of-ada')
  const write = ['record', '--curl', command, '--out', 'suite.yaml']
  expect(await project(write)).toMatchObject({ code: 0 })
  expect(readFileSync(join(folder, 'suite.yaml'), 'utf8')).toBe(printed.stdout)
  expect(await project([...write, '--name', 'other'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('is there already'),
  })
  expect(readFileSync(join(folder, 'suite.yaml'), 'utf8')).toBe(printed.stdout)
  expect(await project([...write, '--name', 'other', '--overwrite'])).toMatchObject({ code: 0 })
  expect(readFileSync(join(folder, 'suite.yaml'), 'utf8')).toContain('  other:')
})

it('makes a page that everybody can read of a suite that passed, failed, was retried, or is long', async (context) => {
  const found = findBrowser()
  if ('missing' in found) return context.skip(found.missing)
  const long = Array.from({ length: 200 }, (_, index) => ({ ...pass, name: `step ${index}` }))
  const kinds = { passed: [pass], failed: [fail], retried: [late], long: [...long, fail] }
  const pages: Record<string, string> = {}
  for (const [name, steps] of Object.entries(kinds)) {
    save('result.json', steps)
    await project(['report', 'result.json', '--html', 'page.html'])
    pages[`/${name}`] = readFileSync(join(folder, 'page.html'), 'utf8')
  }
  const site = await servePages(pages)
  try {
    const steps = Object.entries(kinds).map(([name, list]) => {
      const count = list.filter((step) => 'exchange' in step).length
      const elements = {
        article: name === 'retried' ? 1 : count,
        'tbody tr': { min: 1 },
        h1: count > 0 ? 'Failed: votes dev' : 'Passed: votes dev',
      }
      return browserStep(
        { open: `${site.origin}/${name}`, viewport: '400x800', expect: { elements, accessibility: 'minor' } },
        { name },
      )
    })
    const { steps: ended } = await runSteps(steps, { childEnvironment: { PROJECT_UTILS_BROWSER: found.path } })
    expect(ended.map(({ message }) => message)).toEqual([undefined, undefined, undefined, undefined])
  } finally {
    site.close()
  }
})
