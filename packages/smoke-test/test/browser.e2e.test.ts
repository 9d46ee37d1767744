import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { findBrowser } from '../../../tools/browser.ts'
import { browserStep, type Pages, runSteps, type Site, servePages } from './pages.ts'

const good =
  '<!doctype html><html lang="en"><head><title>Votes</title></head><body><main><h1>Reports</h1><p class="tally">7 votes</p><label>Name <input id="name"></label><button onclick="document.querySelector(\'.tally\').textContent = document.getElementById(\'name\').value + \' voted\'">Vote</button></main></body></html>'
const page = (script: string): string => good.replace('</main>', `</main><script>${script}</script>`)

const pages: Pages = {
  '/': good,
  '/lost': good,
  '/late': page("setTimeout(() => { document.querySelector('h1').textContent = 'Late' }, 700)"),
  '/moved': { status: 302, headers: { location: '/' } },
  '/broken': { status: 500, body: '<h1>Internal error</h1>' },
  '/error': page('setTimeout(() => { throw new TypeError("no such vote") }, 0); console.error("boom", 1)'),
  '/missing-script': good.replace('</main>', '</main><script src="/nope.js"></script><img src="/nope.png" alt="">'),
  '/late-request': page("setTimeout(() => fetch('/nope.json').catch(() => 0), 200)"),
  '/bad':
    '<html><head><title></title></head><body><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="></body></html>',
  '/alert': page('alert("hello there")'),
  '/popup': page("window.open('/')"),
  '/download': { headers: { 'content-type': 'application/octet-stream' }, body: 'bytes' },
  '/starts-download': page("location.href = '/download'"),
  '/endless': page('location.reload()'),
  '/circle': { status: 302, headers: { location: '/circle' } },
  '/busy': page('setTimeout(() => { while (true); }, 100)'),
  '/hang': 'hang',
  '/hanging-image': good.replace('</main>', '</main><img src="/hang" alt="">'),
  '/secret': page("document.querySelector('h1').textContent = 'Reports of s3cr3t-token'"),
}

// A browser takes long to start on a busy machine.
vi.setConfig({ testTimeout: 90_000 })

let site: Site
let temporary: string
let environment: Record<string, string>

beforeAll(async () => {
  site = await servePages(pages)
  temporary = mkdtempSync(join(tmpdir(), 'browser-step-'))
  const found = findBrowser()
  if ('path' in found) environment = { TMPDIR: temporary, PROJECT_UTILS_BROWSER: found.path }
  // Playwright keeps profiles where its own process says.
  process.env['TMPDIR'] = temporary
})
beforeEach((context) => {
  const found = findBrowser()
  if ('missing' in found) context.skip(found.missing)
})
afterAll(() => {
  site.close()
  rmSync(temporary, { recursive: true, force: true })
})

const run = (settings: Parameters<typeof browserStep>[0], more: Parameters<typeof runSteps>[1] = {}) =>
  runSteps([browserStep(settings, { retry: { attempts: 1 } })], { childEnvironment: environment, ...more })

/** Processes of Chromium that this process started. */
function children(): readonly string[] {
  const rows = execFileSync('ps', ['-e', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n')
  return rows.filter((row) => new RegExp(`^\\s*\\d+\\s+${process.pid}\\s`).test(row) && /chrom/i.test(row))
}

/** Does something shortly after the site is asked for a path once more. */
async function whenAsked(path: string, act: () => void): Promise<void> {
  const before = site.asked.length
  while (!site.asked.slice(before).includes(path)) await new Promise((done) => setTimeout(done, 50))
  await new Promise((done) => setTimeout(done, 700))
  act()
}

it('passes for a page that is as expected', async () => {
  const { ok, steps } = await run({
    open: `${site.origin}/moved`,
    viewport: '390x844',
    do: [{ fill: { '#name': 'Ada' } }, { click: 'role=button[name="Vote"]' }],
    expect: {
      status: 200,
      url: `${site.origin}/`,
      title: 'Votes',
      text: { contains: 'Ada voted' },
      elements: { 'role=heading[name="Reports"]': 1, '.tally': 'Ada', '.error': 0 },
      accessibility: true,
    },
  })
  expect(steps[0]?.message).toBeUndefined()
  expect(ok).toBe(true)
  expect(children()).toEqual([])
})

it('waits for what comes while the page is shown', async () => {
  expect((await run({ open: `${site.origin}/late`, expect: { text: 'Late' } })).ok).toBe(true)
})

it.each([
  ['a status', '/broken', { title: 'Votes' }, /expected status 2xx, got 500/],
  ['a title', '/', { title: 'Vote' }, /title: expected "Vote", got "Votes"/],
  ['an address', '/moved', { url: { contains: '/reports' } }, /url: expected to contain "\/reports", got/],
  ['a text', '/', { text: 'Nothing like it' }, /text: expected to contain "Nothing like it", got "Reports/],
  ['a number of elements', '/', { elements: { p: 2 } }, /element p: expected 2 to see, found 1/],
  [
    'an element with a text',
    '/',
    { elements: { '.tally': '8 votes' } },
    /element \.tally: expected to contain "8 votes", got "7 votes"/,
  ],
  ['an element', '/', { elements: { '.nope': 'x' } }, /element \.nope: expected it, found none to see/],
  ['a selector that is none', '/', { elements: { 'p[': 1 } }, /p\[/],
  ['an uncaught error', '/error', { status: 200 }, /uncaught error: TypeError: no such vote; console error: boom 1/],
  [
    'missing files',
    '/missing-script',
    { status: 200 },
    /(?=.*failed request: GET \S+\/nope\.js: status 404).*failed request: GET \S+\/nope\.png: status 404/,
  ],
  ['a request that fails later', '/late-request', { status: 200 }, /failed request: GET \S+\/nope\.json: status 404/],
  ['accessibility', '/bad', { accessibility: true }, /accessibility image-alt \(critical\): .*<img src=/],
  ['a dialog', '/alert', { status: 200 }, /the page opened a dialog \(alert\): "hello there"/],
  ['another window', '/popup', { status: 200 }, /the page opened another window/],
  ['a download', '/download', { status: 200 }, /is a download, no page/],
  [
    'a download that the page starts',
    '/starts-download',
    { status: 200 },
    /the page was not done: it started a download: download/,
  ],
  ['a page that navigates without end', '/endless', { text: 'Nothing like it' }, /navigates without end/],
  ['redirects without end', '/circle', { status: 200 }, /does not open: ERR_TOO_MANY_REDIRECTS/],
])(
  'fails for %s',
  async (_, path, expected, message) => {
    const { ok, steps } = await run({
      open: `${site.origin}${path}`,
      timeout: '20s',
      expect: { within: '1500ms', ...expected },
    })
    expect(steps[0]?.message).toMatch(message)
    expect(ok).toBe(false)
  },
  30_000,
)

it.each([
  ['a document that never comes', '/hang', {}, /its time is up .*\/hang/],
  ['an image that never comes', '/hanging-image', {}, /its time is up .*waiting for \S+\/hang/],
  ['a page that does not answer', '/busy', { text: 'Nothing like it' }, /the page was not done: its time is up/],
])(
  'ends in time for %s',
  async (_, path, expected, message) => {
    const { steps } = await run({ open: `${site.origin}${path}`, timeout: '3s', expect: { status: 200, ...expected } })
    expect(steps[0]).toMatchObject({ outcome: 'failed', message: expect.stringMatching(message) })
    expect(children()).toEqual([])
  },
  30_000,
)

it('lets pass what it is told to', async () => {
  const open = `${site.origin}/error`
  const except = { consoleErrors: { except: ['boom'] }, pageErrors: 'any' }
  expect((await run({ open, expect: { status: 200, ...except } })).ok).toBe(true)
  expect((await run({ open, expect: { status: 200, ...except, consoleErrors: { except: ['other'] } } })).ok).toBe(false)
  const missing = `${site.origin}/missing-script`
  expect((await run({ open: missing, expect: { status: 200, failedRequests: { except: '/nope' } } })).ok).toBe(true)
  const rules = { accessibility: { except: ['image-alt', 'document-title', 'html-has-lang'] } }
  expect((await run({ open: `${site.origin}/bad`, expect: rules })).ok).toBe(true)
})

it('says how to get a browser where there is none, and fails', async () => {
  const childEnvironment = { PROJECT_UTILS_BROWSER: '/nowhere/chromium' }
  const { steps } = await run({ open: `${site.origin}/`, expect: { status: 200 } }, { childEnvironment })
  expect(steps[0]).toMatchObject({
    outcome: 'failed',
    message: expect.stringMatching(/no browser at \/nowhere\/chromium/),
  })
  const odd = { PROJECT_UTILS_BROWSER: process.execPath }
  const other = await run({ open: `${site.origin}/`, expect: { status: 200 } }, { childEnvironment: odd })
  expect(other.steps[0]).toMatchObject({ outcome: 'failed', message: expect.stringMatching(/does not start/) })
})

describe('a failure', () => {
  it('leaves a picture in the artifacts folder, with what was sent and shown', async () => {
    const artifacts = join(temporary, 'artifacts')
    const { steps } = await run({ open: `${site.origin}/`, expect: { title: 'Other', within: '200ms' } }, { artifacts })
    expect(steps[0]?.exchange).toMatchObject({
      request: { title: `GET ${site.origin}/ in a browser` },
      response: { title: `200 ${site.origin}/ "Votes"`, body: expect.stringContaining('7 votes') },
      files: [join(artifacts, 'smoke-1-the-page.png')],
    })
    expect(readFileSync(join(artifacts, 'smoke-1-the-page.png')).subarray(1, 4).toString()).toBe('PNG')
  })

  it('shows no secret in its picture', async () => {
    const step = browserStep({ open: `${site.origin}/secret`, expect: { title: 'Other', within: '400ms' } })
    const looks: string[][] = []
    for (const secret of ['s3cr3t-token', 'unlike-anything']) {
      const artifacts = mkdtempSync(join(temporary, 'pictures-'))
      const masker = {
        add() {},
        maskJson: <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll(secret, '•••')) as T,
      }
      const { steps } = await runSteps([step], { childEnvironment: environment, artifacts, masker })
      expect(JSON.stringify(steps)).not.toContain(secret)
      looks.push(readdirSync(artifacts).map((file) => readFileSync(join(artifacts, file)).toString('base64')))
    }
    expect(looks[0]).toHaveLength(1)
    expect(looks[0]).not.toEqual(looks[1])
  })
})

it('opens one browser for a suite, and leaves no process and no folder behind', async () => {
  const step = browserStep({ open: `${site.origin}/`, expect: { text: '7 votes' } })
  const steps = [1, 2, 3].map((number) => ({ ...step, name: `page ${number}` }))
  const running: number[] = []
  const watching = setInterval(() => running.push(children().length), 50)
  const result = await runSteps(steps, { childEnvironment: environment, parallel: 2 })
  clearInterval(watching)
  expect(result.ok).toBe(true)
  expect(Math.max(...running)).toBe(1)
  expect(children()).toEqual([])
  expect(readdirSync(temporary).filter((name) => /playwright|chrom|project-test/i.test(name))).toEqual([])
})

it('starts a new browser after one that was ended, and fails the step that lost it', async () => {
  const steps = [
    browserStep(
      { open: `${site.origin}/lost`, expect: { text: 'Nothing like it', within: '20s' } },
      { name: 'lost', retry: { attempts: 1 } },
    ),
    browserStep({ open: `${site.origin}/`, expect: { text: '7 votes' } }, { name: 'next' }),
  ]
  const ending = whenAsked('/lost', () => {
    for (const row of children()) process.kill(Number(row.trim().split(/\s+/)[0]), 'SIGKILL')
  })
  const result = await runSteps(steps, { childEnvironment: environment })
  await ending
  expect(result.steps[0]).toMatchObject({
    outcome: 'failed',
    message: expect.stringMatching(/the browser crashed or was ended/),
  })
  expect(result.steps[1]).toMatchObject({ outcome: 'passed' })
  expect(children()).toEqual([])
})

it.each(['/hang', '/busy'])(
  'closes the browser when it is interrupted at %s',
  async (path) => {
    const controller = new AbortController()
    const interrupting = whenAsked(path, () => controller.abort('SIGINT'))
    const step = browserStep({ open: `${site.origin}${path}`, expect: { text: 'Nothing like it', within: '20s' } })
    const running = runSteps([step], { childEnvironment: environment }, controller.signal)
    await expect(running).rejects.toBe('SIGINT')
    await interrupting
    expect(children()).toEqual([])
    expect(readdirSync(temporary).filter((name) => /playwright|chrom|project-test/i.test(name))).toEqual([])
  },
  30_000,
)
