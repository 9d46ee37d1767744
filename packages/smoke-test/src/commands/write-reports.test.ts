import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Invocation } from '@project-utils/cli'
import { createMasker } from '@project-utils/run'
import { beforeEach, expect, it } from 'vitest'
import { formatSuites } from '../reports/format-suites.ts'
import { failed, passed, suite } from '../reports/results.test.fixture.ts'
import { run, serve, step } from '../suite.test.fixture.ts'
import { writeReports } from './write-reports.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reports-'))
  return () => rmSync(folder, { recursive: true, force: true })
})

function invocationOf(
  flags: Invocation['flags'],
  environment: Invocation['environment'] = {},
  masker = createMasker(),
): { invocation: Invocation; told: string[] } {
  const told: string[] = []
  const tell: Invocation['tell'] = async (text) => void told.push(text({} as never, {} as never))
  return { invocation: { flags, environment, cwd: folder, masker, tell } as unknown as Invocation, told }
}

const red = suite('votes', { steps: [failed('it is counted', ['expected status 200, got 500'])] })

it('writes whole files, also into folders that are not there yet, and leaves no drafts', async () => {
  writeFileSync(join(folder, 'junit.xml'), 'old')
  const { invocation, told } = invocationOf({ junit: 'junit.xml', html: 'out/page.html' })
  expect(await writeReports(invocation, { suites: [red], title: 'votes dev', run: '20261122T101500Z-abcdef' })).toEqual(
    [],
  )
  expect(readFileSync(join(folder, 'junit.xml'), 'utf8')).toMatch(/^<\?xml.*<\/testsuites>\n$/s)
  expect(readFileSync(join(folder, 'out/page.html'), 'utf8')).toContain('2026-11-22 10:15 UTC')
  expect(readdirSync(folder).toSorted()).toEqual(['junit.xml', 'out'])
  expect(told).toEqual([])
})

it('names a report that cannot be written, and writes the others', async () => {
  writeFileSync(join(folder, 'file'), '')
  const { invocation } = invocationOf({ junit: 'file/junit.xml', html: 'page.html' })
  const problems = await writeReports(invocation, { suites: [red], title: 'votes dev' })
  expect(problems).toMatchObject([{ code: 'SMOKE_REPORT_FILE', message: expect.stringContaining('file/junit.xml') }])
  expect(readdirSync(folder).toSorted()).toEqual(['file', 'page.html'])
})

it.skipIf(process.platform !== 'linux')('ends where no folder can be made', async () => {
  const { invocation } = invocationOf({ junit: '/proc/none/junit.xml' })
  expect(await writeReports(invocation, { suites: [red], title: 'x' })).toMatchObject([{ code: 'SMOKE_REPORT_FILE' }])
})

it('appends the summary of a job and annotates lines on GitHub Actions, and nowhere else', async () => {
  const file = join(folder, 'summary.md')
  writeFileSync(file, 'before\n')
  const elsewhere = invocationOf({}, { GITHUB_STEP_SUMMARY: file })
  await writeReports(elsewhere.invocation, { suites: [red], title: 'votes dev' })
  expect([readFileSync(file, 'utf8'), ...elsewhere.told]).toEqual(['before\n'])
  const { invocation, told } = invocationOf({}, { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: file })
  expect(await writeReports(invocation, { suites: [red], title: 'votes dev' })).toEqual([])
  expect(readFileSync(file, 'utf8')).toMatch(/^before\n## ❌ votes dev\n/)
  expect(told).toEqual([
    '::error file=project.yaml,line=7,title=smoke/http::it is counted: expected status 200, got 500\n',
  ])
  const lost = invocationOf({}, { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(folder, 'no', 'summary.md') })
  expect(await writeReports(lost.invocation, { suites: [red], title: 'votes dev' })).toMatchObject([
    { code: 'SMOKE_REPORT_FILE' },
  ])
})

it('puts no file into a page that is no picture', async () => {
  writeFileSync(join(folder, 'passwords'), 'root:x:0:0')
  const exchange = { request: { title: 'GET /' }, files: [join(folder, 'passwords')] }
  const { invocation } = invocationOf({ html: 'page.html' })
  await writeReports(invocation, {
    suites: [suite('votes', { steps: [failed('x', ['y'], { exchange }), passed('z')] })],
    title: 'x',
  })
  expect(readFileSync(join(folder, 'page.html'), 'utf8')).not.toContain(
    Buffer.from('root:x').toString('base64').slice(0, 8),
  )
})

it('lets no secret into any report: query, header, body, captured value, error text, answer', async () => {
  const secrets = {
    query: 'qu3ry s3cret&value',
    header: 'h3ader-s3cret-value',
    body: 'b0dy "s3cret" välue',
    captured: 'capt7red-s3cret-value',
    error: '3rror-s3cret-value',
  }
  const origin = await serve((request, response) => {
    if (request.url === '/token') return response.end(JSON.stringify({ token: secrets.captured }))
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const echo = {
        url: request.url,
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
        base64: Buffer.concat(chunks).toString('base64'),
        error: secrets.error,
      }
      response.writeHead(500, { 'content-type': 'application/json', 'x-echo': String(request.headers['x-secret']) })
      response.end(JSON.stringify(echo))
    })
  })
  const masker = createMasker()
  for (const [name, secret] of Object.entries(secrets)) if (name !== 'captured') masker.add(secret)
  const steps = [
    step('http', { get: `${origin}/token`, expect: { status: 200 } }, { name: 'token', capture: { token: 'token' } }),
    step(
      'http',
      {
        post: `${origin}/x?q=${encodeURIComponent(secrets.query)}`,
        headers: { 'x-secret': secrets.header, 'x-token': { parts: [{ kind: 'captured', name: 'token' }], where: {} } },
        body: { note: secrets.body },
        expect: { status: 200, json: { error: { equals: secrets.error } }, text: { contains: secrets.body } },
      } as never,
      { name: `tells ${secrets.error}` },
    ),
  ]
  const result = await run(steps, { masker })
  const { invocation, told } = invocationOf(
    { junit: 'junit.xml', html: 'page.html' },
    { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(folder, 'summary.md') },
    masker,
  )
  const { notices: _, findings: __, ...plain } = result
  expect(plain.steps[1]).toMatchObject({ outcome: 'failed', exchange: expect.anything() })
  expect(await writeReports(invocation, { suites: [plain], title: 'votes dev' })).toEqual([])
  const outputs = [
    ...readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8')),
    ...told,
    JSON.stringify(plain),
    formatSuites([plain]),
  ]
  expect(outputs).toHaveLength(6)
  for (const output of outputs) {
    for (const secret of Object.values(secrets)) {
      const json = JSON.stringify(secret).slice(1, -1)
      const forms = [
        secret,
        json,
        encodeURIComponent(secret),
        new URLSearchParams({ q: secret }).toString().slice(2),
        Buffer.from(secret).toString('base64').replace(/=+$/, ''),
        Buffer.from(secret).toString('base64url'),
        json.replaceAll('"', '&quot;'),
        secret.replaceAll('"', '&quot;').replaceAll('&', '&amp;'),
      ]
      for (const form of forms) expect(output).not.toContain(form)
    }
    expect(output).toContain('•••')
  }
})
