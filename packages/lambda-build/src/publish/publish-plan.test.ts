import { describe, expect, it } from 'vitest'
import { planPublish } from './publish-plan.ts'
import type { PublishedFunction, PublishWorld } from './publish-world.ts'
import type { FunctionState } from './read.ts'

const scope = { project: 'p', environment: 'dev', tier: 'full', account: '111111111111', region: 'us-east-1' } as const
const selection = '--project p --env dev'
const manifest = { sha256: 'a'.repeat(64), entries: [] }
const artifact = {
  ...{ logicalId: 'Api', type: 'function' as const, manifest, zip: '/x.zip', bytes: 10, codeSha256: 'new' },
  ...{ reused: false, why: 'api.ts changed' },
}
const settings = { architecture: 'x86_64', packageType: 'Zip', runtime: 'nodejs24.x', handler: 'api.handler' }
const latest: FunctionState = {
  ...{ codeSha256: 'old', configSha: 'c', state: 'Active', lastUpdateStatus: 'Successful' },
  ...{ version: '$LATEST', revisionId: 'r', settings },
}
const declared = {
  ...{ logicalId: 'Api', stackName: 'p-dev-app', runtime: 'nodejs24.x', handler: 'api.handler' },
  ...{ place: {}, places: {}, alias: { name: 'live', parameter: 'ApiVersion' }, stack: 'app' },
}

function world(
  deployed: Partial<NonNullable<PublishedFunction['deployed']>> | null,
  more: Partial<PublishWorld> = {},
): PublishWorld {
  const found = deployed === null ? {} : { deployed: { name: 'p-dev-api', latest, ...deployed } }
  return {
    functions: [{ artifact, declared, codeSha256: 'new', ...found }],
    layers: [],
    missing: [],
    hasBucket: true,
    ...more,
  }
}

const ids = (steps: readonly { readonly id: string }[]): readonly string[] => steps.map(({ id }) => id)
const current = { ...latest, codeSha256: 'new' }
const live = { version: '1', revisionId: 'r', arn: 'a' }

describe('planPublish', () => {
  it('plans nothing where the newest version holds what was built', () => {
    expect(planPublish(world({ latest: current, version: '3' }), { scope, selection })).toMatchObject({
      steps: [],
      refusals: [],
    })
  })

  it('uploads, updates, publishes and moves in this order, each only after what it needs', () => {
    const { steps, refusals } = planPublish(world({ alias: live }, { missing: [manifest.sha256] }), {
      scope,
      selection,
      alias: 'live',
    })
    expect(steps.map(({ id, needs }) => [id, needs])).toEqual([
      ['blob.Api', []],
      ['code.Api', ['blob.Api']],
      ['publish.Api', ['code.Api']],
      ['alias.Api', ['publish.Api']],
    ])
    expect(refusals).toEqual([])
  })

  it('moves no alias unasked, and none that points there already', () => {
    expect(ids(planPublish(world({ alias: live }), { scope, selection }).steps)).toEqual(['code.Api', 'publish.Api'])
    const there = world({ latest: current, version: '1', alias: live })
    expect(planPublish(there, { scope, selection, alias: 'live' }).steps).toEqual([])
  })

  it('publishes a changed configuration without touching the code', () => {
    expect(ids(planPublish(world({ latest: current }), { scope, selection }).steps)).toEqual(['publish.Api'])
  })

  it('uploads nothing for a function whose code stays', () => {
    const gone = world({ latest: current, version: '3' }, { missing: [manifest.sha256] })
    expect(planPublish(gone, { scope, selection }).steps).toEqual([])
  })

  it.each(['limited', 'read-only'] as const)('leaves changes in tier %s to a release', (tier) => {
    const { refusals } = planPublish(world({}), { scope: { ...scope, tier }, selection })
    expect(refusals).toMatchObject([{ code: 'LAMBDA_TIER', next: `project-deploy ${selection}` }])
    const rest = planPublish(world({ latest: current, version: '3' }), { scope: { ...scope, tier }, selection })
    expect(rest.refusals).toEqual([])
  })

  it.each<[string, PublishWorld, string]>([
    ['a function that is not deployed', world(null), 'LAMBDA_FUNCTION_NOT_FOUND'],
    [
      'another runtime',
      world({ latest: { ...latest, settings: { ...settings, runtime: 'nodejs20.x' } } }),
      'LAMBDA_CONFIGURATION_DIFFERENT',
    ],
    [
      'a container image',
      world({ latest: { ...latest, settings: { ...settings, packageType: 'Image' } } }),
      'LAMBDA_CONFIGURATION_DIFFERENT',
    ],
    ['a missing bucket', world({ alias: live }, { hasBucket: false }), 'LAMBDA_NO_BUCKET'],
    ['a missing alias', world({}), 'LAMBDA_ALIAS_NOT_FOUND'],
  ])('refuses %s', (_, given, code) => {
    expect(planPublish(given, { scope, selection, alias: 'live' }).refusals).toMatchObject([{ code }])
  })

  it('publishes a layer that no template declares in every tier, once for a content', () => {
    const input = { name: 'p-dev-layer-shared', artifact, runtimes: [], architectures: [] }
    const layer = { artifact: { ...artifact, logicalId: 'Shared', type: 'layer' as const }, input }
    const given = { functions: [], layers: [layer], missing: [manifest.sha256], hasBucket: true }
    const limited = { scope: { ...scope, tier: 'limited' as const }, selection }
    const { steps, refusals } = planPublish(given, limited)
    expect(steps.map(({ id, needs }) => [id, needs])).toEqual([
      ['blob.Shared', []],
      ['layer.Shared', ['blob.Shared']],
    ])
    expect(refusals).toEqual([])
    const there = { ...layer, version: { arn: 'arn:1', version: 1 } }
    expect(planPublish({ ...given, layers: [there] }, limited).steps).toEqual([])
  })

  it('says who is served at once where no alias stands between', () => {
    const { alias: _, ...direct } = declared
    const [one] = world({}).functions
    if (one === undefined) throw new Error('the world has a function')
    const { notes } = planPublish({ ...world({}), functions: [{ ...one, declared: direct }] }, { scope, selection })
    expect(notes.join()).toContain('Api: without a managed alias')
  })

  it('names what it leaves to the stacks, with the command that deploys it', () => {
    const { notes } = planPublish(world({}), { scope, selection, left: ['Thumbnail'] })
    expect(notes.join()).toMatch(/not published.*: Thumbnail \(project-deploy --project p --env dev\)/)
    expect(planPublish(world({}), { scope, selection }).notes.join()).not.toContain('not published')
  })
})
