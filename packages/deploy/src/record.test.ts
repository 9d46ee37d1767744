import type { Ending, Plan, Release, Step } from '@project-utils/contract'
import { parseTemplate } from '@project-utils/template'
import { describe, expect, it } from 'vitest'
import { endedRelease, recordable, startedRelease, stepOutcomes } from './record.ts'
import type { Workbench } from './workbench.ts'
import { artifact, deployedWorld, emptyWorld } from './world.test.fixture.ts'
import type { World } from './world.ts'

const bench = { run: 'r2', actor: 'me', toolVersion: '1', now: () => new Date(0) } as unknown as Workbench
const draft = { kind: 'deploy', scopes: [], steps: [], assumes: {}, prepared: [], refusals: [], notes: [] } as Plan

function step(id: string, kind: string = id.split('.')[0] ?? id): Step {
  return { id, kind, title: id, why: '', needs: [], action: 'run', undo: 'automatic', risks: [] }
}

function ending(done: Readonly<Record<string, unknown>>, more: Partial<Ending> = {}): Ending {
  const rows = Object.entries(done).map(([id, data]) => ({ step: step(id), result: { outcome: 'done', data }, ms: 5 }))
  return { outcome: 'succeeded', done: rows as Ending['done'], open: [], ...more }
}

describe('a release record', () => {
  it('begins with what the last good release left, and the next number', () => {
    const release = startedRelease(draft, deployedWorld(), bench, 'abc')
    expect(release).toMatchObject({ id: 'r2', seq: 2, outcome: 'started', commit: 'abc' })
    expect(release.functions).toEqual(deployedWorld().actual.good?.functions)
  })

  it('holds the version and alias of what was published and moved', () => {
    const world = emptyWorld()
    const published = { name: 'p-dev-api', version: '3', codeSha256: 'code' }
    const ended = endedRelease(
      startedRelease(draft, world, bench, undefined),
      'succeeded',
      ending({ 'publish.ApiFunction': published, 'alias.ApiFunction': { alias: 'live' } }),
      world,
      new Date(1),
    )
    expect(ended.functions['ApiFunction']).toEqual({
      ...published,
      mode: 'gated',
      manifest: artifact.manifest.sha256,
      alias: 'live',
    })
  })

  it('holds the layers of the stacks that were deployed, and the image a function was given', () => {
    const world = emptyWorld()
    const identity = '1'.repeat(64)
    const plan = { logicalId: 'ApiFunction', identity } as World['desired']['images'][string]
    const layer = { ...artifact, logicalId: 'SharedLayer', type: 'layer' as const }
    const desired = {
      ...world.desired,
      artifacts: { SharedLayer: layer },
      layers: { SharedLayer: { logicalId: 'SharedLayer', stack: 'app' } },
      functions: { ApiFunction: { logicalId: 'ApiFunction', stack: 'app' } },
      images: { ApiFunction: plan },
    }
    const record = (done: Parameters<typeof ending>[0]): Release =>
      endedRelease(release, 'succeeded', ending(done), { ...world, desired }, new Date(1))
    const release = startedRelease(draft, world, bench, undefined)
    const ended = record({ 'image.ApiFunction': { reference: 'r@sha256:abc', digest: 'sha256:abc' }, 'stack.app': {} })
    expect(ended.layers).toEqual({
      SharedLayer: { manifest: artifact.manifest.sha256, codeSha256: artifact.codeSha256 },
    })
    expect(ended.functions['ApiFunction']).toEqual({
      ...{ name: 'ApiFunction', mode: 'after', manifest: identity, codeSha256: 'abc', image: 'r@sha256:abc' },
    })
    expect(record({}).layers).toEqual({})
  })

  it('does not take a version for live that was published and never moved', () => {
    const world = deployedWorld()
    const failed = { step: step('gate'), error: new Error('x'), ms: 7 }
    const published = { name: 'p-dev-api', version: '9', codeSha256: 'code' }
    const end = ending(
      { 'publish.ApiFunction': published },
      { outcome: 'failed', failed, open: [step('alias.ApiFunction')] },
    )
    const ended = endedRelease(startedRelease(draft, world, bench, undefined), 'failed', end, world, new Date(1))
    expect(ended.functions['ApiFunction']?.version).toBe('1')
    expect(stepOutcomes(end)).toEqual([
      { id: 'publish.ApiFunction', outcome: 'done', ms: 5 },
      { id: 'gate', outcome: 'failed', ms: 7 },
      { id: 'alias.ApiFunction', outcome: 'not started', ms: 0 },
    ])
  })

  it('keeps the site of the release before where none was published', () => {
    const world = deployedWorld()
    const ended = endedRelease(
      startedRelease(draft, world, bench, undefined),
      'succeeded',
      ending({}),
      world,
      new Date(1),
    )
    expect(ended.site).toEqual(world.actual.good?.site)
  })

  it('tells the suites that were run', () => {
    const checked = ending({ gate: { passed: 2, failed: 0 }, 'suite.smoke': { suite: 'smoke', passed: 3, failed: 0 } })
    const world = emptyWorld()
    const ended = endedRelease(startedRelease(draft, world, bench, undefined), 'succeeded', checked, world, new Date(1))
    expect(ended.checks).toEqual([
      { suite: 'gate', passed: 2, failed: 0 },
      { suite: 'smoke', passed: 3, failed: 0 },
    ])
  })

  it('leaves out parameters that the template or a reference keeps secret', () => {
    const world = emptyWorld()
    const template = parseTemplate(
      '{"Parameters":{"Hidden":{"Type":"String","NoEcho":true}},"Resources":{"T":{"Type":"AWS::SNS::Topic"}}}',
      'a',
    )
    const secret = { parts: [{ kind: 'secret' as const, name: 's' }], where: {} }
    const app = { ...world.project.stacks['app'], parameters: { FromSecret: secret, Plain: 'x', Hidden: 'y' } }
    const changed = {
      desired: { ...world.desired, templates: { app: template } },
      project: { ...world.project, stacks: { app } } as typeof world.project,
    }
    expect(recordable({ FromSecret: 'hush', Plain: 'x', Hidden: 'y' }, changed, 'app')).toEqual({ Plain: 'x' })
  })
})
