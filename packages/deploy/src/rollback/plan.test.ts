import type { Ending, Release, Step } from '@project-utils/contract'
import { describe, expect, it } from 'vitest'
import { deployedWorld } from '../world.test.fixture.ts'
import { planReturn } from './plan.ts'
import { recordedStack, secretOf } from './recorded-stack.ts'
import { remainsOf } from './remains.ts'
import { returnOrder } from './return-order.ts'
import { returnedParts } from './returned-release.ts'
import type { ReturnWorld, StackReturn } from './world.ts'

const deployed = deployedWorld()
const good = deployed.actual.good as Release
const app = good.stacks['app'] as Release['stacks'][string]
const state = deployed.actual.stacks['app'] as StackReturn['state']
const body = JSON.stringify({
  Parameters: { Pin: { Type: 'String', NoEcho: true }, Size: { Type: 'String' }, ApiVersion: { Type: 'String' } },
  Resources: { Topic: { Type: 'AWS::SNS::Topic' } },
})
const records = { bucket: 'b', blobs: { key: (sha: string) => `p/blobs/sha256/${sha}` } }
const bench = { project: deployed.project, scope: deployed.scope, records } as never

/** Then: another digest, version 1 and no secret; now: version 2. */
const then = {
  ...app,
  digest: 'then',
  templateKey: 'a'.repeat(64),
  parameters: { Size: 's' },
  secret: ['Pin'],
  managed: ['ApiVersion'],
}
const target: Release = { ...good, id: 'r0', seq: 0, stacks: { app: then } }
const present = { ...state, parameters: { Pin: '****', ApiVersion: '$LATEST' } }

function world(more: Partial<ReturnWorld> = {}): ReturnWorld {
  const desired = recordedStack('app', then, body, present, bench)
  const released = good.functions['ApiFunction'] as Release['functions'][string]
  return {
    ...{ scope: deployed.scope, selection: '--env dev', target, good, settled: true, gone: [], remains: [] },
    current: deployed.actual.current,
    stacks: { app: { desired, state: present, secret: ['Pin'] } },
    functions: { ApiFunction: { released, live: '2', isThere: true } },
    ...{ accept: [], prepared: [] },
    ...more,
  }
}

const ids = (of: ReturnWorld): readonly string[] => planReturn(of).steps.map(({ id }) => id)

describe('a return', () => {
  it('moves aliases first, then takes back the stacks, and looks at the aliases again', () => {
    const { steps, notes } = planReturn(world())
    expect(steps.map(({ id }) => id)).toEqual(['alias.ApiFunction', 'stack.app', 'alias.ApiFunction.again'])
    expect(steps[1]?.needs).toContain('alias.ApiFunction')
    expect(notes.join('\n')).toContain('stack app: Pin keep their present values')
  })

  it('sends template, parameters and tags of then, and leaves secrets and versions as they are', () => {
    const { steps } = planReturn(world())
    expect(steps.find(({ kind }) => kind === 'back-stack')?.input).toMatchObject({
      ...{ operation: 'update', body, digest: 'then', parameters: { Size: 's' } },
      keep: expect.arrayContaining(['Pin', 'ApiVersion']),
    })
  })

  it('leaves alone what is as it was', () => {
    const recorded = { ...good, stacks: { app: { ...app, digest: 'then' } } }
    const released = good.functions['ApiFunction'] as Release['functions'][string]
    const functions = { ApiFunction: { released, live: released.version ?? '', isThere: true } }
    expect(ids(world({ good: recorded, functions }))).toEqual([])
    const wasRolledBack = { ...present, status: 'UPDATE_ROLLBACK_COMPLETE' as const }
    const stacks = { app: { ...(world().stacks['app'] as StackReturn), state: wasRolledBack } }
    expect(ids(world({ good: recorded, functions, stacks }))).toEqual([])
    expect(ids(world({ good: recorded, functions, settled: false }))).toContain('stack.app')
  })

  it('publishes a version that is gone again, once the stack has its code', () => {
    const released = good.functions['ApiFunction'] as Release['functions'][string]
    const lost = world({ functions: { ApiFunction: { released, live: '2', isThere: false } } })
    expect(ids(lost)).toEqual(['stack.app', 'publish.ApiFunction', 'alias.ApiFunction'])
    expect(planReturn(lost).steps.at(-1)?.changes).toMatchObject([
      { before: '2', after: { later: 'publish.ApiFunction' } },
    ])
  })

  it('is refused by name where something is not kept, or a stack is gone', () => {
    const [refusal] = planReturn(world({ gone: ['the template of stack app'] })).refusals
    expect(refusal).toMatchObject({
      code: 'DEPLOY_NOT_KEPT',
      message: expect.stringContaining('the template of stack app'),
    })
    const stacks = {
      app: { ...(world().stacks['app'] as StackReturn), state: { ...present, status: 'ABSENT' as const } },
    }
    expect(planReturn(world({ stacks }))).toMatchObject({ steps: [{}], refusals: [{ code: 'DEPLOY_NOT_KEPT' }] })
  })

  it('serves the site of then and says which files go', () => {
    const site = {
      released: { ...(good.site as NonNullable<Release['site']>), configKey: 'c', distribution: 'D1' },
      plan: { assets: [], upload: [], remove: ['news.html'], config: true, invalidate: ['/config.json', '/news.html'] },
      restored: [],
    }
    const { steps } = planReturn(world({ site }))
    const [, pages, invalidation] = steps
    expect(pages).toMatchObject({ kind: 'back-site', input: { remove: ['news.html'], configKey: 'c', files: [] } })
    expect(pages?.changes).toContainEqual({ subject: 'news.html', action: 'remove' })
    expect(invalidation?.input).toEqual({ distribution: 'D1', paths: ['/config.json', '/news.html'] })
  })

  it('is recorded as the release of then with the times and versions of now', () => {
    const done = ending({
      'undo.stack.app': { arn: 'a', updatedAt: 'now', outputs: {} },
      'publish.ApiFunction': { version: '7' },
    })
    const parts = returnedParts(world(), done.done)
    expect(parts.stacks['app']).toMatchObject({ digest: 'then', updatedAt: 'now', secret: ['Pin'] })
    expect(parts.functions['ApiFunction']?.version).toBe('7')
    expect(parts.site).toEqual(target.site)
  })
})

it('takes for secret, in records of earlier versions, what cannot be told otherwise', () => {
  const { secret: _secret, ...older } = then
  const { template } = recordedStack('app', older, body, present, bench)
  expect(secretOf(older, template)).toEqual(['Pin', 'ApiVersion'])
})

it('takes stacks back before those that they take of, but after one that has yet to export what they import', () => {
  const stack = (key: string, text: string, outputs: Readonly<Record<string, string>>): StackReturn => {
    const own = { ...state, name: key, outputs }
    return { desired: recordedStack(key, { ...then, name: key }, text, own, bench), state: own, secret: [] }
  }
  const exporter = JSON.stringify({
    Resources: { Topic: { Type: 'AWS::SNS::Topic' } },
    Outputs: { Arn: { Value: { Ref: 'Topic' }, Export: { Name: 'topic' } } },
  })
  const importer = JSON.stringify({
    Resources: { Name: { Type: 'AWS::SSM::Parameter', Properties: { Value: { 'Fn::ImportValue': 'topic' } } } },
  })
  const order = (outputs: Readonly<Record<string, string>>): readonly string[] =>
    returnOrder({ base: stack('base', exporter, outputs), user: stack('user', importer, {}) }, { stacks: {} })
  expect(order({ Arn: 'arn' })).toEqual(['user', 'base'])
  expect(order({})).toEqual(['base', 'user'])
})

describe('what a release that is taken back leaves behind', () => {
  it('is named: hooks, new stacks, what its template keeps, what it removed, and secrets', () => {
    const changes: Step['changes'] = [
      { subject: 'Kept', action: 'create' },
      { subject: 'Old', action: 'remove' },
    ]
    const done = ending(
      { 'hook.before-deploy': null, 'stack.app': null, 'stack.extra': null },
      { 'stack.app': changes },
    )
    const template = {
      ...deployed.desired.templates['app'],
      resources: { Kept: { deletionPolicy: 'Retain' } },
    } as never
    const remains = remainsOf(done, world(), {
      ...deployed,
      desired: { ...deployed.desired, templates: { app: template } },
    })
    expect(remains.map((line) => line.split(' ').slice(0, 4).join(' '))).toEqual([
      'what the hook before-deploy',
      'stack extra was made',
      'Kept was made by',
      'Old was removed or',
      'stack app: Pin keep',
    ])
  })
})

function ending(
  made: Readonly<Record<string, unknown>>,
  changes: Readonly<Record<string, Step['changes']>> = {},
): Ending {
  const done = Object.entries(made).map(([id, data]) => {
    const kind = id.replace(/^undo\./, '').startsWith('hook') ? id.replace('.', '-') : (id.split('.')[0] ?? '')
    const own = changes[id]
    const plain = { kind, title: id, why: '', needs: [], action: 'run', undo: 'automatic', risks: [] } as const
    const step: Step = { id, ...plain, ...(own === undefined ? {} : { changes: own }) }
    return { step, result: { outcome: 'done' as const, data: data as never }, ms: 1 }
  })
  return { outcome: 'failed', done, open: [] }
}
