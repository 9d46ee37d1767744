import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { approve } from './approval.ts'
import { isProjectError, ProjectError, problemsOf } from './error.ts'
import { canonicalJson } from './json.ts'
import { resourceName } from './names.ts'
import { orderSteps } from './order.ts'
import { formatPlace } from './place.ts'
import type { Plan, Risk, Step } from './plan.ts'
import { type Scope, sortScopes, type Tier } from './scope.ts'

const loss: Risk = { kind: 'data-loss', subject: 'Table', message: 'the table would go' }
const widened: Risk = { kind: 'widened-access', subject: 'Role', message: 'the role gains rights' }

function step(id: string, needs: readonly string[] = [], risks: readonly Risk[] = []): Step {
  return { id, kind: 'test', title: id, why: '', needs, action: 'run', undo: 'automatic', risks }
}

function plan(tier: Tier, risks: readonly Risk[]): Plan {
  const scope: Scope = { project: 'p', environment: 'e', tier, account: '111111111111', region: 'r' }
  const steps = [step('a', [], risks)]
  return { kind: 'test', scopes: [scope], steps, assumes: {}, prepared: [], refusals: [], notes: [] }
}

describe('approve', () => {
  it.each([
    ['full', [], 'go'],
    ['full', [widened], 'go'],
    ['full', [loss], 'refuse'],
    ['full', [{ ...loss, accepted: true }], 'go'],
    ['limited', [], 'go'],
    ['limited', [widened], 'ask'],
    ['limited', [{ ...widened, accepted: true }], 'go'],
    ['limited', [loss], 'refuse'],
    ['read-only', [], 'ask'],
    ['read-only', [widened], 'ask'],
    ['read-only', [loss], 'refuse'],
    ['read-only', [{ ...loss, accepted: true }], 'ask'],
  ] as const)('in tier %s with %j decides %s', (tier, risks, kind) => {
    expect(approve(plan(tier, risks)).kind).toBe(kind)
  })

  it('names each blocking subject once', () => {
    expect(approve(plan('full', [loss, loss]))).toMatchObject({ subjects: ['Table'] })
  })
})

describe('resourceName', () => {
  it.each([
    [{ project: 'fraud-or-not', environment: 'dev', type: 'table' }, 'fraud-or-not-dev-table'],
    [{ project: 'p', environment: 'dev', type: 'site', suffix: '111111111111' }, 'p-dev-site-111111111111'],
    [{ project: 'p', environment: 'dev', type: 'role', word: 'api' }, 'p-dev-role-api'],
  ])('builds %j', (parts, name) => {
    expect(resourceName(parts)).toBe(name)
  })

  it.each(['Capital', 'under_score', '-dash', 'dash-', 'dou--ble', '1digit', 'späti', ''])('refuses %j', (project) => {
    expect(() => resourceName({ project, environment: 'dev', type: 'x' })).toThrow(
      expect.objectContaining({ code: 'CONTRACT_NAME_INVALID' }),
    )
  })

  it('refuses a name over the limit and proposes one that fits', () => {
    const project = `a${'b'.repeat(70)}`
    try {
      resourceName({ project, environment: 'dev', type: 'site' })
      expect.unreachable()
    } catch (error) {
      const proposal = /such as "(.*)"/.exec((error as ProjectError).hint ?? '')?.[1] ?? ''
      expect(resourceName({ project: proposal, environment: 'dev', type: 'site' })).toHaveLength(63)
    }
  })
})

describe('orderSteps', () => {
  it('puts every step after all it needs, whatever the order given', () => {
    const graph = fc
      .uniqueArray(fc.nat(20), { minLength: 1, maxLength: 12 })
      .chain((ids) =>
        fc.tuple(
          fc.shuffledSubarray(ids, { minLength: ids.length, maxLength: ids.length }),
          fc.array(fc.tuple(fc.constantFrom(...ids), fc.constantFrom(...ids))),
        ),
      )
    fc.assert(
      fc.property(graph, ([ids, edges]) => {
        const needs = (id: number) => edges.filter(([a, b]) => a === id && b < id).map(([, b]) => `${b}`)
        const ordered = orderSteps(ids.map((id) => step(`${id}`, needs(id)))).map((one) => one.id)
        expect(ordered.toSorted()).toEqual(ids.map(String).toSorted())
        for (const id of ids)
          for (const need of needs(id)) expect(ordered.indexOf(need)).toBeLessThan(ordered.indexOf(`${id}`))
      }),
    )
  })

  it('refuses steps that wait for each other', () => {
    expect(() => orderSteps([step('a', ['b']), step('b', ['a'])])).toThrow(
      expect.objectContaining({ code: 'CONTRACT_PLAN_LOOP' }),
    )
  })
})

describe('canonicalJson', () => {
  it('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).toReversed())
        expect(canonicalJson(turned)).toBe(canonicalJson(value))
      }),
    )
  })

  it('reads back as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })
})

describe('ProjectError', () => {
  it('is known by its brand, not by its class', () => {
    expect(isProjectError(new ProjectError('A_B', 'm'))).toBe(true)
    expect(isProjectError(new Error('m'))).toBe(false)
    expect(isProjectError(null)).toBe(false)
  })

  it('stands for itself where it carries no list', () => {
    expect(problemsOf(new ProjectError('A_B', 'm', { hint: 'h' }))).toEqual([{ code: 'A_B', message: 'm', hint: 'h' }])
  })

  it('stands for its list where it has one', () => {
    const problems = [{ code: 'A_C', message: 'x' }] as const
    expect(problemsOf(new ProjectError('A_B', 'm', { problems }))).toEqual(problems)
  })
})

it.each([
  [{ file: 'a.yaml', line: 3, column: 7 }, 'a.yaml:3:7'],
  [{ file: 'a.yaml', line: 3 }, 'a.yaml:3'],
  [{ file: 'a.yaml' }, 'a.yaml'],
  [{ resource: 'Table' }, 'Table'],
  [{}, ''],
])('writes the place %j as %j', (place, text) => {
  expect(formatPlace(place)).toBe(text)
})

it('sorts scopes by environment and target, so that locks are always taken in one order', () => {
  const scope = (environment: string, region: string): Scope => ({
    project: 'p',
    environment,
    tier: 'full',
    account: '1',
    region,
  })
  const sorted = sortScopes([scope('b', 'x'), scope('a', 'y'), scope('a', 'x')])
  expect(sorted.map((one) => one.environment + one.region)).toEqual(['ax', 'ay', 'bx'])
})
