import { absentStack } from '@project-utils/cfn'
import type { Release } from '@project-utils/contract'
import { describe, expect, it } from 'vitest'
import { deployedWorld, scope } from '../world.test.fixture.ts'
import { planDestruction } from './plan.ts'
import type { DestroyWorld, Doomed } from './world.ts'

const state = deployedWorld().actual.stacks['app'] ?? absentStack('x')
const good = deployedWorld().actual.good as Release

function thing(logicalId: string, type: string, more: Partial<Doomed> = {}): Doomed {
  return { logicalId, type, physicalId: `p-dev-${logicalId.toLowerCase()}`, retained: false, stateful: false, ...more }
}

const table = thing('Reports', 'AWS::DynamoDB::Table', { stateful: true })
const kept = { ...table, retained: true }
const bucket = thing('SiteBucket', 'AWS::S3::Bucket', { physicalId: 'site-bucket', stateful: true })
const full = {
  logicalId: 'SiteBucket',
  type: 'AWS::S3::Bucket',
  physicalId: 'site-bucket',
  reason: 'not empty',
  hint: 'empty it',
}

function world(
  resources: readonly Doomed[],
  more: Partial<DestroyWorld> = {},
  blocks: readonly (typeof full)[] = [],
): DestroyWorld {
  return {
    scope,
    selection: '--project p --env dev',
    current: undefined,
    good,
    stacks: [{ key: 'app', state, resources, blocks }],
    leftovers: [],
    declared: [],
    named: [],
    accept: [],
    ...more,
  }
}

describe('planDestruction', () => {
  it('has nothing to do where nothing stands', () => {
    const plan = planDestruction(
      world([], { stacks: [{ key: 'app', state: absentStack('x'), resources: [], blocks: [] }] }),
    )
    expect(plan).toMatchObject({ steps: [], refusals: [] })
  })

  it('names every resource that goes', () => {
    const [step] = planDestruction(
      world([thing('Api', 'AWS::ApiGatewayV2::Api'), thing('Role', 'AWS::IAM::Role')]),
    ).steps
    expect(step?.changes?.map((change) => change.subject)).toEqual(['Api', 'Role'])
  })

  it('leaves a retained table, says so, and deletes it only when told by name, after its stack', () => {
    const plan = planDestruction(world([kept]))
    expect(plan.steps.map((step) => step.id)).toEqual(['delete.app'])
    expect(plan.notes[0]).toContain('--delete Reports')
    const told = planDestruction(world([kept], { named: ['Reports'] }))
    expect(told.steps.map((step) => step.id)).toEqual(['delete.app', 'resource.Reports'])
    expect(told.steps[1]?.needs).toContain('delete.app')
  })

  it('asks by name for a table that would go with its stack', () => {
    const risks = (named: readonly string[]) =>
      planDestruction(world([table], { named })).steps.flatMap((step) => step.risks)
    expect(risks([])).toMatchObject([{ kind: 'data-loss', subject: 'Reports' }])
    expect(risks([])[0]?.accepted).toBeUndefined()
    expect(risks(['Reports'])).toMatchObject([{ accepted: true }])
  })

  it('lets logs end with the environment without asking', () => {
    const logs = thing('Logs', 'AWS::Logs::LogGroup', { stateful: true })
    expect(planDestruction(world([logs])).steps.flatMap((step) => step.risks)).toEqual([])
  })

  it('empties the bucket of the site that it published itself', () => {
    const site = { bucket: 'site-bucket', strangers: [] }
    expect(planDestruction(world([bucket], { site }, [full])).steps.map((step) => step.id)).toEqual([
      'empty.SiteBucket',
      'delete.app',
    ])
  })

  it('refuses a bucket with what somebody else put there, unless it is named', () => {
    const site = { bucket: 'site-bucket', strangers: ['holiday.jpg'] }
    const plan = planDestruction(world([bucket], { site }, [full]))
    expect(plan.refusals).toMatchObject([{ code: 'DEPLOY_HOLDS_DATA' }])
    expect(plan.refusals[0]?.message).toContain('holiday.jpg')
    const told = planDestruction(world([bucket], { site, named: ['SiteBucket'] }, [full]))
    expect(told.refusals).toEqual([])
    expect(told.steps[0]?.id).toBe('empty.SiteBucket')
  })

  it('refuses a stack with termination protection', () => {
    const stacks = [{ key: 'app', state: { ...state, terminationProtection: true }, resources: [], blocks: [] }]
    const { refusals } = planDestruction(world([], { stacks }))
    expect(refusals).toMatchObject([
      { code: 'DEPLOY_PROTECTED', next: 'project-cfn protect off app --project p --env dev' },
    ])
    const forgotten = stacks.map((stack) => ({ ...stack, forgotten: true }))
    expect(planDestruction(world([], { stacks: forgotten })).refusals[0]?.next).toMatch(/^aws cloudformation/)
  })

  it('refuses a name that is nothing of the environment', () => {
    const plan = planDestruction(world([table], { named: ['Tabel'] }))
    expect(plan.refusals).toMatchObject([{ code: 'DEPLOY_UNKNOWN_RESOURCE' }])
    expect(plan.refusals[0]?.hint).toContain('Reports')
  })

  it('is told again what it has deleted already, and has nothing to do', () => {
    const stacks = [{ key: 'app', state: absentStack('x'), resources: [], blocks: [] }]
    const plan = planDestruction(world([], { stacks, declared: ['Reports'], named: ['Reports'] }))
    expect(plan).toMatchObject({ steps: [], refusals: [], notes: ['not there: Reports'] })
  })

  it('gives a record its end where the run that deleted everything was killed before it could', () => {
    const gone = [{ key: 'app', state: absentStack('x'), resources: [], blocks: [] }]
    const after = (outcome: 'started' | 'succeeded'): readonly string[] => {
      const latest = { id: 'r', run: 'r', seq: 2, outcome }
      const plan = planDestruction(world([], { stacks: gone, current: { value: { v: 1, latest, good }, etag: 'e' } }))
      return plan.steps.map((step) => step.id)
    }
    expect(after('started')).toEqual(['record'])
    expect(after('succeeded')).toEqual([])
  })

  it('deletes what outlived its stack when told by name', () => {
    const stacks = [{ key: 'app', state: absentStack('x'), resources: [], blocks: [] }]
    const plan = planDestruction(world([], { stacks, leftovers: [kept], named: ['Reports'] }))
    expect(plan.steps.map((step) => step.id)).toEqual(['resource.Reports'])
  })
})
