import type { Envelope, Event, Plan } from '@project-utils/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBrowser, openBrowser } from '../../../tools/browser.ts'
import { openSample, type Sample } from './sample.ts'

interface Deployed {
  readonly outcome: string
  readonly outputs: { readonly app: { readonly ApiUrl: string; readonly SiteUrl: string; readonly TableName: string } }
  readonly steps: readonly { readonly id: string; readonly outcome: string }[]
}

const api = 'examples/fraud-or-not/backend/src/api.ts'
const template = 'examples/fraud-or-not/infrastructure/app.yaml'
const bomb = "\nthrow new Error('planted by the test')\n"

let sample: Sample
let first: Envelope

beforeAll(async () => {
  sample = await openSample()
})
afterAll(() => sample?.stop())

/** The tests tell one life of an environment, in order. */
describe('a deployment from its first day to its last', () => {
  it('deploys the sample from nothing, and its URLs answer', async () => {
    first = await sample.json()
    expect(first).toMatchObject({ v: 1, command: 'deploy', ok: true, exitCode: 0, dryRun: false, problems: [] })
    const { outputs, steps } = dataOf(first)
    expect(steps.map((step) => step.id)).toEqual([
      ...['stack.project-utils', 'hook.test', 'blobs', 'stack.app'],
      ...expectAnyOrder(steps, ['publish.ApiFunction', 'publish.VoteFunction']),
      'gate',
      ...expectAnyOrder(steps, ['alias.ApiFunction', 'alias.VoteFunction']),
      ...['site.assets', 'site.pages', 'suite.smoke'],
    ])
    const reports = await fetch(`${outputs.app.ApiUrl}/reports`)
    expect(await reports.json()).toMatchObject({ items: [] })
    const page = await fetch(outputs.app.SiteUrl)
    expect(page.headers.get('content-type')).toContain('text/html')
  })

  it('serves a site on which reporting and voting work and a deep link survives a reload', async (context) => {
    const found = findBrowser()
    if ('missing' in found) return context.skip(found.missing)
    const browser = await openBrowser(found.path)
    try {
      const page = await browser.newPage()
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(error.message))
      await page.goto(dataOf(first).outputs.app.SiteUrl)
      await page.getByTestId('message').fill('You won a voucher, send the code now')
      await page.getByTestId('channel-sms').check({ force: true })
      await page.getByTestId('submit-report').click()
      const item = page.getByTestId('report-item').filter({ hasText: 'You won a voucher' })
      await item.getByRole('link').first().click()
      await page.getByTestId('vote-fraud').click()
      await page.getByTestId('voted').waitFor()
      const tally = await page.getByTestId('tally-fraud').innerText()
      expect(tally).toMatch(/1/)
      expect(new URL(page.url()).pathname).toMatch(/^\/reports\/.+/)
      await page.reload()
      await page.getByTestId('report-message').filter({ hasText: 'You won a voucher' }).waitFor()
      expect(await page.getByTestId('tally-fraud').innerText()).toBe(tally)
      expect(errors).toEqual([])
    } finally {
      await browser.close()
    }
  })

  it('finds nothing to do the second time: at most six calls, none of them mutating, no test run', async () => {
    sample.proxy.reset()
    const events = await sample.events()
    expect(resultOf(events)).toMatchObject({ exitCode: 0, data: { outcome: 'nothing to do' } })
    const calls = sample.calls()
    expect(calls.filter((call) => call.mutating)).toEqual([])
    expect(calls.length).toBeLessThanOrEqual(6)
    expect(events.some((event) => event.type === 'step' && event.id === 'hook.test')).toBe(false)
  })

  it('tells a code change in a dry run without any mutating call', async () => {
    await sample.edit(api, (text) => `${text}\nconsole.log('changed')\n`)
    sample.proxy.reset()
    const dry = await sample.json('--dry-run', '--detailed-exitcode')
    expect(dry).toMatchObject({ ok: true, exitCode: 3, dryRun: true })
    expect(planOf(dry).steps.map((step) => step.id)).toContain('publish.ApiFunction')
    expect(sample.calls().filter((call) => call.mutating)).toEqual([])
  })

  it('makes and removes one change set in the dry run of a template change, and lists it by name', async () => {
    await sample.edit(template, (text) => text.replace(/MemorySize: \d+/, 'MemorySize: 640'))
    sample.proxy.reset()
    const dry = await sample.json('--dry-run')
    const mutating = sample.calls().filter((call) => call.mutating)
    expect(mutating.map((call) => call.operation)).toEqual(['CreateChangeSet', 'DeleteChangeSet'])
    expect(planOf(dry).prepared).toMatchObject([
      { kind: 'change-set', step: 'stack.app', id: expect.stringMatching(/^release-/) },
    ])
  })

  it('publishes, checks and shifts what changed', async () => {
    const changed = await sample.json()
    expect(changed.exitCode).toBe(0)
    const ids = dataOf(changed).steps.map((step) => step.id)
    expect(ids).toContain('alias.ApiFunction')
    expect(ids).not.toContain('site.assets')
    expect(ids).not.toContain('stack.project-utils')
  })

  it('ends where the tests fail, before anything is changed', async () => {
    const manifest = 'examples/fraud-or-not/package.json'
    await sample.edit(manifest, (text) => text.replace('"test": "vitest run"', '"test": "exit 3"'))
    await sample.edit(api, (text) => text.replace("'changed'", "'changed again'"))
    const failed = await sample.json()
    expect(failed).toMatchObject({ exitCode: 1, problems: [{ code: 'DEPLOY_HOOK_FAILED' }] })
    expect(dataOf(failed).steps.find((step) => step.id === 'stack.app')?.outcome).toBe('not started')
    await sample.edit(manifest, (text) => text.replace('"test": "exit 3"', '"test": "vitest run"'))
    expect(await sample.json()).toMatchObject({ exitCode: 0 })
  })

  it('keeps traffic on the version before when the gate fails, and says so', async () => {
    await sample.edit(api, (text) => text + bomb)
    const gated = await sample.json()
    expect(gated).toMatchObject({ exitCode: 7, problems: [{ code: 'DEPLOY_GATE_FAILED' }] })
    expect(gated.data).toMatchObject({
      ...{ outcome: 'rolled-back', rolledBack: true },
      traffic: 'the versions of the release before still serve',
    })
    expect(gated.next?.command).toContain('project-deploy')
    const reports = await fetch(`${dataOf(first).outputs.app.ApiUrl}/reports`)
    expect(reports.status).toBe(200)
  })

  it('converges once the cause is mended', async () => {
    await sample.edit(api, (text) => text.replace(bomb, "\nconsole.log('mended')\n"))
    expect(await sample.json()).toMatchObject({ exitCode: 0, data: { outcome: 'succeeded' } })
    expect(await sample.json('status')).toMatchObject({
      exitCode: 0,
      findings: [],
      data: { latest: { outcome: 'succeeded' }, stacks: [{ status: 'UPDATE_COMPLETE', asReleased: true }], lock: null },
    })
  })

  it('follows the latest deployment, waits for the next, and ends by Ctrl-C with success', async () => {
    const watching = sample.start('watch', '--output', 'ndjson')
    await expect.poll(() => watching.printed(), { timeout: 20_000 }).toContain('"type":"result"')
    watching.kill('SIGINT')
    const { code, stdout } = await watching.ended
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line): Event => JSON.parse(line))
    expect(code).toBe(0)
    expect(events[0]).toMatchObject({ type: 'hello', command: 'deploy watch' })
    expect(events.filter((event) => event.type === 'result')).toHaveLength(1)
    const rows = events.flatMap((event) => (event.type === 'row' ? [event.data as { readonly type: string }] : []))
    expect(rows[0]).toMatchObject({ type: 'hello', command: 'deploy' })
    expect(rows.at(-1)).toMatchObject({ type: 'result' })
  })

  it('refuses one document for rows without end', async () => {
    const refused = await sample.json('watch')
    expect(refused.exitCode).toBe(2)
    expect(JSON.stringify(refused.problems)).toContain('--output ndjson')
  })

  it('names everything before destroying, and does nothing without an answer', async () => {
    const { code, stderr } = await sample.run('destroy')
    expect(code).toBe(4)
    expect(stderr).toContain('ApiFunction')
    expect(stderr).toContain('stays: Reports')
  })

  it('keeps the table when the environment goes', async () => {
    expect(await sample.json('destroy', '--yes')).toMatchObject({ exitCode: 0, data: { outcome: 'destroyed' } })
    expect(await sample.json('status')).toMatchObject({ data: { stacks: [{ status: 'ABSENT' }] } })
  })

  it('finds the table before creating it again, and refuses rather than take it over', async () => {
    sample.proxy.reset()
    const refused = await sample.json()
    expect(refused).toMatchObject({ exitCode: 4, problems: [{ code: 'CFN_RESOURCE_EXISTS' }] })
    expect(sample.calls().filter((call) => call.mutating)).toEqual([])
  })

  it('deletes the table only when told by name', async () => {
    expect(await sample.json('destroy', '--yes', '--delete', 'Nonsense')).toMatchObject({ exitCode: 2 })
    const gone = await sample.json('destroy', '--yes', '--delete', 'Reports')
    expect(gone).toMatchObject({ exitCode: 0, data: { outcome: 'destroyed' } })
    expect(await sample.json('destroy')).toMatchObject({ exitCode: 0, data: { outcome: 'nothing to destroy' } })
  })
})

function dataOf(envelope: Envelope): Deployed {
  return envelope.data as unknown as Deployed
}

function planOf(envelope: Envelope): Plan {
  return (envelope.data as unknown as { readonly plan: Plan }).plan
}

function resultOf(events: readonly Event[]): Envelope {
  expect(events[0]?.type).toBe('hello')
  const results = events.flatMap((event) => (event.type === 'result' ? [event.result] : []))
  expect(results).toHaveLength(1)
  expect(events.at(-1)?.type).toBe('result')
  return results[0] as Envelope
}

/** Independent steps end in any order: gives those of the list as they stand in the steps. */
function expectAnyOrder(steps: Deployed['steps'], ids: readonly string[]): readonly string[] {
  return steps.flatMap((step) => (ids.includes(step.id) ? [step.id] : []))
}
