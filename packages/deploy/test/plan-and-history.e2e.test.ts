import { cp, readFile, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { S3Client } from '@aws-sdk/client-s3'
import { localCredentials, openSession } from '@project-utils/aws'
import type { Envelope, HeldLock, Plan, Scope } from '@project-utils/contract'
import { openRecords, type Records } from '@project-utils/records'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBrowser, openBrowser } from '../../../tools/browser.ts'
import { type RunningProxy, startProxy } from '../../../tools/proxy/proxy.ts'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'
import { openTiny, type TinyProject } from '../../../tools/tiny-project.ts'

interface Row {
  readonly act: string
  readonly outcome: string
  readonly release: string | null
  readonly changed: string
  readonly checks: string
}

/** What GitHub gives a job that runs in an environment, as "OpenID Connect reference" of its documentation shows it. */
const github = {
  ...{ CI: 'true', GITHUB_ACTOR: 'ada', GITHUB_REPOSITORY: 'acme/tiny', GITHUB_SERVER_URL: 'https://github.com' },
  ...{ GITHUB_REF_TYPE: 'branch', GITHUB_REF_NAME: 'main' },
}

let cloud: TestCloud
let proxy: RunningProxy
let tokens: Server
let here: TinyProject
let there: TinyProject

beforeAll(async () => {
  cloud = await testCloud()
  proxy = await startProxy({ target: cloud.endpoint })
  const place = { endpoint: proxy.endpoint, localFolder: cloud.options.folder }
  const claims = { environment: 'local', repository: 'acme/tiny', repository_id: '42', run_id: '7', actor: 'grace' }
  tokens = createServer((_request, response) => {
    const value = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`
    response.end(JSON.stringify({ value }))
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => tokens.once('listening', resolve))
  here = await openTiny(place)
  // Its gate calls a function, which nobody can know to write nothing.
  await here.edit('project.yaml', (text) =>
    text.replace('- name: the new version', '- writes: false\n      name: the new version'),
  )
  there = await openTiny(place)
})
afterAll(async () => {
  await here?.close()
  await there?.close()
  tokens?.close()
  await proxy?.close()
  await cloud?.stop()
})

const rowsOf = ({ data }: Envelope): readonly Row[] => (data as unknown as { entries: readonly Row[] }).entries
const operations = (): readonly string[] =>
  proxy.calls().flatMap(({ mutating, service, operation }) => (mutating && service !== 'unsigned' ? [operation] : []))
const hello = 'function/hello.js'

/** The tests tell one life of an environment, in order. */
describe('the plan of a release in a file', () => {
  it('needs the bucket, and says how it is made', async () => {
    expect(await here.json('history')).toMatchObject({ exitCode: 0, data: { entries: [] } })
    expect(await here.json('plan', '--out', 'first.plan')).toMatchObject({
      exitCode: 4,
      problems: [{ code: 'DEPLOY_NO_BUCKET' }],
      next: { command: 'project-deploy bootstrap --project tiny --env local' },
    })
    expect(await here.json()).toMatchObject({ exitCode: 0 })
  })

  it('leaves nothing behind without --out', async () => {
    await here.edit(hello, (text) => `${text}\nconsole.log('planned')`)
    await here.edit('site/index.html', (text) => `${text}\n<!-- planned -->`)
    await here.edit('template.yaml', (text) => text.replace(/MemorySize: \d+/, 'MemorySize: 640'))
    proxy.reset()
    expect(await here.json('plan')).toMatchObject({ ok: true, command: 'deploy plan', dryRun: true })
    expect(operations()).toEqual(['CreateChangeSet', 'DeleteChangeSet'])
  })

  it('is applied by another machine that builds nothing: the very bytes that were planned', async () => {
    const planned = await here.json('plan', '--out', 'release.plan')
    const { plan } = planned.data as unknown as { plan: Plan }
    expect(plan.prepared.map(({ kind, id }) => (kind === 'blob' ? kind : id.slice(0, 5)))).toEqual([
      ...['plan-', 'blob', 'blob'],
    ])
    // Another checkout of the same, whose build would give something else.
    await cp(here.folder, there.folder, { recursive: true, filter: (path) => !path.includes('.project-utils') })
    await there.edit(hello, (text) => `${text}\nthrow new Error('built anew')`)
    await there.edit('site/index.html', () => 'published anew')
    proxy.reset()
    const applied = await there.events('apply', 'release.plan')
    const result = applied.at(-1)
    expect(result).toMatchObject({ type: 'result', result: { exitCode: 0, command: 'deploy apply', problems: [] } })
    expect(applied.filter((event) => event.type === 'step' && /^(build|site\.build)/.test(event.id))).toEqual([])
    expect(operations()).not.toContain('CreateChangeSet')
    const { outputs } = (result as unknown as { result: { data: { outputs: { app: Record<string, string> } } } }).result
      .data
    expect(await (await fetch(outputs.app['SiteUrl'] ?? '')).text()).toContain('<!-- planned -->')
    expect((await fetch(`${outputs.app['ApiUrl']}/hello`)).status).toBe(200)
  })

  it('is refused a second time with the difference, and nothing is changed', async () => {
    proxy.reset()
    const again = await here.json('apply', 'release.plan')
    expect(again).toMatchObject({ exitCode: 4, problems: [{ code: 'DEPLOY_PLAN_MOVED_ON' }] })
    expect(again.problems[0]?.message).toMatch(/release is not as it was: was "\w+-\w+", is "\w+-\w+"/)
    expect(operations()).not.toContain('ExecuteChangeSet')
  })

  it('is refused where the templates or the file are others, and can be applied once they are put right', async () => {
    await here.edit('template.yaml', (text) => text.replace('MemorySize: 640', 'MemorySize: 768'))
    expect(await here.json('plan', '--out', 'next.plan')).toMatchObject({ ok: true })
    await here.edit('template.yaml', (text) => text.replace('MemorySize: 768', 'MemorySize: 896'))
    proxy.reset()
    expect(await here.json('apply', 'next.plan')).toMatchObject({
      exitCode: 4,
      problems: [{ code: 'DEPLOY_PLAN_MOVED_ON' }],
    })
    const text = await readFile(join(here.folder, 'next.plan'), 'utf8')
    await writeFile(join(here.folder, 'edited.plan'), text.replace('"us-east-1"', '"eu-west-1"'))
    expect(await here.json('apply', 'edited.plan')).toMatchObject({
      exitCode: 4,
      problems: [{ code: 'DEPLOY_PLAN_CHANGED' }],
    })
    expect(operations()).toEqual([])
    await here.edit('template.yaml', (now) => now.replace('MemorySize: 896', 'MemorySize: 768'))
  })

  it('is applied to a read-only environment only with the approval of a person or of a GitHub environment', async () => {
    await here.edit('project.yaml', (text) => text.replace('{ target: local,', '{ target: local, tier: read-only,'))
    expect(await here.json('plan', '--out', 'prod.plan')).toMatchObject({ ok: true })
    for (const flags of [[], ['--yes']]) {
      expect(await here.json('apply', 'prod.plan', ...flags)).toMatchObject({
        exitCode: 4,
        problems: [{ code: 'RUN_NOT_APPROVED' }],
      })
    }
    const url = `http://127.0.0.1:${(tokens.address() as AddressInfo).port}/token?v=2`
    const token = { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'planted-job-token' }
    const approved = await inCi({ ...token, GITHUB_RUN_ID: '7' }).run('apply', 'prod.plan', '--json')
    expect(JSON.parse(approved.stdout)).toMatchObject({ exitCode: 0, problems: [] })
    expect(approved.stdout + approved.stderr).not.toContain('planted-job-token')
    expect(await here.json('show')).toMatchObject({
      data: {
        outcome: 'succeeded',
        actor: 'ada',
        approval: { by: 'grace', proof: { kind: 'ci', environment: 'local', runId: '7', actor: 'grace' } },
      },
    })
    await here.edit('project.yaml', (text) => text.replace('tier: read-only,', ''))
  })

  it('loses its change set once it can never be applied any more', async () => {
    proxy.reset()
    expect(await here.json('apply', 'next.plan', '--dry-run')).toMatchObject({ exitCode: 4 })
    expect(operations()).toEqual([])
    expect(await here.json('apply', 'next.plan')).toMatchObject({
      exitCode: 4,
      problems: [{ code: 'DEPLOY_PLAN_MOVED_ON' }],
    })
    expect(operations()).toEqual(['DeleteChangeSet'])
  })
})

/** The same project, run as a job of GitHub Actions. */
function inCi(more: Readonly<Record<string, string>>): TinyProject {
  const environment = here.environment as Record<string, string | undefined>
  const run = (...args: readonly string[]) => {
    const before = { ...environment }
    Object.assign(environment, github, more)
    try {
      return here.start(...args)
    } finally {
      for (const key of Object.keys({ ...github, ...more })) delete environment[key]
      Object.assign(environment, before)
    }
  }
  return { ...here, start: run, run: async (...args) => await run(...args).ended }
}

describe('the lock of an environment', () => {
  const scope: Scope = {
    ...{ project: 'tiny', environment: 'local', tier: 'full', account: '000000000000', region: 'us-east-1' },
  }
  let records: Records
  let held: HeldLock

  beforeAll(async () => {
    const credentials = localCredentials(scope.account)
    const session = openSession({ region: scope.region, endpoint: cloud.endpoint, credentials })
    records = openRecords({ s3: session.client(S3Client), scope, now: () => new Date() })
    const holder = { run: 'r-held', actor: 'bob', command: 'deploy', host: 'elsewhere', pid: 1, link: 'https://ci/1' }
    held = await records.lock.acquire(scope, holder, new AbortController().signal)
    await here.edit(hello, (text) => `${text}\nconsole.log('after the wait')`)
  })
  afterAll(() => held?.release())

  it('is refused at once, or after the wait, with who holds it', async () => {
    expect(await here.json()).toMatchObject({ exitCode: 5, problems: [{ code: 'RECORDS_LOCKED' }] })
    const over = await here.json('--wait', '1s')
    expect(over).toMatchObject({ exitCode: 5, problems: [{ code: 'RECORDS_WAIT_OVER' }] })
    expect(over.problems[0]?.message).toContain('bob on elsewhere (deploy, run r-held, https://ci/1)')
    expect(await here.json('--wait', 'long')).toMatchObject({ exitCode: 2 })
  })

  it('is queued for; a newer run of the branch ends the older one, and an unlock lets it go on', async () => {
    const older = inCi({ GITHUB_RUN_ID: '1' }).start('--wait', '2m', '--output', 'ndjson')
    await expect.poll(() => older.printed(), { timeout: 20_000 }).toContain('"lock.waiting"')
    const newer = inCi({ GITHUB_RUN_ID: '2' }).start('--wait', '2m', '--output', 'ndjson')
    const ended = await older.ended
    expect(ended.code).toBe(5)
    expect(ended.stdout).toContain('RECORDS_SUPERSEDED')
    expect(ended.stdout).toContain('https://github.com/acme/tiny/actions/runs/2')
    expect(await here.json('status')).toMatchObject({
      data: { lock: { run: 'r-held', link: 'https://ci/1', waiting: 1 } },
    })

    expect(await here.json('unlock', '--yes')).toMatchObject({ exitCode: 4, problems: [{ code: 'DEPLOY_LOCK_ALIVE' }] })
    expect(await here.json('unlock', '--run', 'other', '--yes')).toMatchObject({ exitCode: 4 })
    expect(held.lost.aborted).toBe(false)
    expect(await here.json('unlock', '--run', 'r-held', '--yes')).toMatchObject({
      exitCode: 0,
      data: { outcome: 'unlocked', lock: { run: 'r-held', over: false } },
    })
    expect((await newer.ended).code).toBe(0)
    expect(await here.json('unlock')).toMatchObject({ exitCode: 0, data: { outcome: 'nothing to do' } })
  })
})

describe('what was done to an environment', () => {
  it('is told as a table of releases and other acts, also of runs that were killed', async () => {
    await here.edit(hello, (text) => `${text}\nconsole.log('to be killed')`)
    const killed = here.start('--output', 'ndjson')
    await expect.poll(() => killed.printed(), { timeout: 20_000, interval: 20 }).toContain('"release.started"')
    killed.child.kill('SIGKILL')
    await killed.ended
    const rows = rowsOf(await here.json('history', '--limit', '5'))
    expect(rows.map(({ act, outcome, checks }) => [act, outcome, checks])).toEqual([
      ['deploy', 'killed', ''],
      ['deploy', 'succeeded', '2 passed'],
      ['unlock', 'succeeded', ''],
      ['deploy', 'succeeded', '2 passed'],
      ['deploy', 'succeeded', '2 passed'],
    ])
    expect(rows[1]?.changed).toContain('HelloFunction')
    expect(rows[2]?.changed).toContain('bob on elsewhere (deploy, run r-held')
    const shown = await here.run('history')
    expect(shown.stdout).toMatch(/when +act +release +outcome +who/)
    expect(shown.stdout).toContain('next: project-deploy status --project tiny --env local')
    expect(await here.json('history', '--limit', '0')).toMatchObject({
      exitCode: 2,
      problems: [{ code: 'DEPLOY_LIMIT' }],
    })
  })

  it('is told of one release in full, by its number or id', async () => {
    const first = await here.json('show', '1', '--events')
    expect(first).toMatchObject({
      exitCode: 0,
      data: {
        ...{ seq: 1, act: 'deploy', outcome: 'succeeded', approval: { proof: { kind: 'tier', tier: 'full' } } },
        functions: [{ logicalId: 'HelloFunction', mode: 'gated', version: '1' }],
        events: { complete: true },
      },
    })
    const id = (first.data as unknown as { release: string }).release
    expect((await here.json('show', id)).data).toEqual(first.data)
    const { stdout } = await here.run('show', '1', '--events', '--output', 'ndjson')
    expect(stdout).toContain('"name":"release.ended"')
    expect(await here.json('show', '99')).toMatchObject({ exitCode: 2, problems: [{ code: 'DEPLOY_RELEASE_UNKNOWN' }] })
  })

  it('is drawn as a page that asks nobody for anything and breaks on no screen', async (context) => {
    const drawn = await here.json('history', '--html', 'history.html')
    expect(drawn).toMatchObject({ exitCode: 0, data: { file: expect.stringMatching(/history\.html$/) } })
    const found = findBrowser()
    if ('missing' in found) return context.skip(found.missing)
    const browser = await openBrowser(found.path)
    try {
      for (const width of [360, 1200]) {
        const page = await browser.newPage({ viewport: { width, height: 900 } })
        const asked: string[] = []
        page.on('request', (request) => asked.push(request.url()))
        await page.goto(`file://${join(here.folder, 'history.html')}`)
        expect(await page.getByRole('listitem').filter({ hasText: 'killed' }).count()).toBe(1)
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
        expect(asked).toHaveLength(1)
      }
    } finally {
      await browser.close()
    }
  })
})
