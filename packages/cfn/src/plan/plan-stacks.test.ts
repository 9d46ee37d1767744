import type { Prepared, Scope } from '@project-utils/contract'
import { isProjectError } from '@project-utils/contract'
import { parseTemplate } from '@project-utils/template'
import { describe, expect, test } from 'vitest'
import { stateIn } from '../fixtures.test.fixture.ts'
import { desireStack } from '../state/desired.ts'
import { planStacks, stackPlans } from './plan-stacks.ts'
import type { StacksWorld, StackWorld } from './stacks-world.ts'

const scope: Scope = {
  ...{ project: 'shop', environment: 'dev', tier: 'full', account: '111111111111', region: 'eu-west-1' },
}
const template = parseTemplate('Resources: { Jobs: { Type: AWS::SQS::Queue } }', 'app.yaml')

function stack(key: string, more: Partial<StackWorld> = {}): readonly [string, StackWorld] {
  const desired = desireStack({ key, name: `shop-dev-${key}`, template, code: {}, parameters: {}, tags: {} })
  return [key, { desired, state: stateIn('CREATE_COMPLETE'), after: [], takes: [], pending: false, ...more }]
}

/** Recorded as it is now, so that there is nothing to do. */
function current(key: string, more: Partial<StackWorld> = {}): readonly [string, StackWorld] {
  const [, made] = stack(key, more)
  return [key, { ...made, recorded: { digest: made.desired.digest, updatedAt: made.state.updatedAt ?? '' } }]
}

const world = (...stacks: readonly (readonly [string, StackWorld])[]): StacksWorld => ({
  scope,
  accept: [],
  stacks: Object.fromEntries(stacks),
})

describe('planStacks', () => {
  test('puts each stack after those it needs, and says what it waits for', () => {
    const { steps } = planStacks(
      world(stack('web', { after: ['app', 'data'], takes: ['app'] }), stack('app', { after: ['data'] }), stack('data')),
    )
    expect(steps.map(({ id, needs }) => [id, needs])).toEqual([
      ['stack.data', []],
      ['stack.app', ['stack.data']],
      ['stack.web', ['stack.app', 'stack.data']],
    ])
    expect(steps[2]).toMatchObject({
      why: 'it takes outputs of app, which are known only afterwards',
      input: { operation: 'later', key: 'web' },
    })
    expect(steps[1]?.input).toMatchObject({ operation: 'update' })
  })

  test('a stack waits for nobody who has nothing to do', () => {
    const { steps } = planStacks(world(current('data'), stack('app', { after: ['data'], takes: ['data'] })))
    expect(steps.map(({ id, needs }) => [id, needs])).toEqual([['stack.app', []]])
    expect(steps[0]?.input).toMatchObject({ operation: 'update' })
  })

  test('nothing to do is nothing to do, in any number of stacks', () => {
    expect(planStacks(world(current('data'), current('app', { after: ['data'], takes: ['data'] }))).steps).toEqual([])
  })

  test('what is as recorded is planned all the same where it takes outputs that may change', () => {
    const ids = planStacks(world(stack('data'), current('app', { after: ['data'], takes: ['data'] }))).steps
    expect(ids.map(({ id }) => id)).toEqual(['stack.data', 'stack.app'])
  })

  test('a change set that is empty now says nothing of outputs to come', () => {
    const view = { name: 'r', empty: true, changes: [], risks: [] }
    const prepared: Prepared[] = [{ kind: 'change-set', step: 'stack.app', id: 'r', detail: view }]
    const takes = world(stack('data'), stack('app', { after: ['data'], takes: ['data'] }))
    expect(stackPlans(takes, prepared).map(([key, { steps }]) => [key, steps.length])).toEqual([
      ['data', 1],
      ['app', 1],
    ])
    expect(stackPlans(world(stack('app')), prepared).map(([, { decision }]) => decision)).toEqual(['nothing'])
  })

  test('refuses stacks that wait for each other, by name', () => {
    const refuse = (): unknown => planStacks(world(stack('a', { after: ['b'] }), stack('b', { after: ['a'] })))
    expect(refuse).toThrow(/a, b/)
    try {
      refuse()
    } catch (error) {
      expect(isProjectError(error) && error.code).toBe('CFN_STACK_LOOP')
    }
  })
})
