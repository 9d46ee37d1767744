import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Draft, Scope, Step } from '@project-utils/contract'
import { afterAll, describe, expect, it } from 'vitest'
import {
  assumptionsMoved,
  checkPlanFile,
  type PlanFile,
  type PlanFileKind,
  planFileOf,
  planFileRefusals,
  readPlanFile,
  sealPlanFile,
  writePlanFile,
} from './plan-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'plan-file-'))
afterAll(() => rmSync(folder, { recursive: true }))

const kind: PlanFileKind = {
  kind: 'test plan',
  command: 'project-test plan',
  again: 'project-test plan --out FILE',
  codes: { file: 'TEST_FILE', changed: 'TEST_CHANGED', expired: 'TEST_EXPIRED', movedOn: 'TEST_MOVED_ON' },
}
const scope: Scope = {
  ...{ project: 'shop', environment: 'dev', tier: 'full', account: '111111111111', region: 'eu-west-1' },
}
const now = new Date('2026-11-21T12:00:00.000Z')
const mask = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll('hunter22', '•••')) as T

function step(id: string, more: Partial<Step> = {}): Step {
  const plain = { title: id, why: '', needs: [], action: 'run', undo: 'automatic', risks: [], kind: 'test' } as const
  return { id, ...plain, ...more }
}

function draft(more: Partial<Draft> = {}): Draft {
  return {
    ...{ kind: 'test', scopes: [scope], steps: [step('a', { input: { password: 'hunter22' } })] },
    ...{ assumes: { release: 'r1' }, refusals: [], notes: [] },
    ...more,
  }
}

function made(more: Partial<Draft> = {}): PlanFile {
  const plan = { ...draft(more), prepared: [] }
  return sealPlanFile(planFileOf(plan, { run: 'r2', toolVersion: '1', now, mask }, kind))
}

const codeFrom = (work: () => unknown): string => {
  try {
    work()
    return 'no error'
  } catch (error) {
    return (error as { code: string }).code
  }
}

describe('a plan in a file', () => {
  it('comes back as it was written, without what is sent and without secrets', () => {
    const file = join(folder, 'a.plan')
    writePlanFile(file, made(), kind)
    expect(readPlanFile(file, kind, () => true)).toEqual(made())
    expect(readFileSync(file, 'utf8')).not.toContain('hunter22')
  })

  it('is refused where it was edited, is of another tool, or lacks what its tool needs', () => {
    const file = join(folder, 'b.plan')
    writePlanFile(file, made(), kind)
    expect(codeFrom(() => readPlanFile(file, { ...kind, kind: 'other plan' }, () => true))).toBe('TEST_FILE')
    expect(codeFrom(() => readPlanFile(file, kind, () => false))).toBe('TEST_FILE')
    writeFileSync(file, readFileSync(file, 'utf8').replace('"r1"', '"r9"'))
    expect(codeFrom(() => readPlanFile(file, kind, () => true))).toBe('TEST_CHANGED')
  })

  it('is good for a week and for its own target', () => {
    const at = (days: number, more: Partial<Scope> = {}) => ({
      scope: { ...scope, ...more },
      now: new Date(now.getTime() + days * 86_400_000),
    })
    expect(codeFrom(() => checkPlanFile(made(), at(7), kind))).toBe('no error')
    expect(codeFrom(() => checkPlanFile(made(), at(7.001), kind))).toBe('TEST_EXPIRED')
    for (const other of [{ environment: 'prod' }, { account: '2' }, { region: 'us-east-1' }, { project: 'x' }])
      expect(codeFrom(() => checkPlanFile(made(), at(0, other), kind))).toBe('TEST_FILE')
  })
})

describe('a plan made again', () => {
  it.each<[string, Partial<Draft>, string]>([
    [
      'something else is taken for granted',
      { assumes: { release: 'r7' } },
      'release is not as it was: was "r1", is "r7"',
    ],
    ['steps came and went', { steps: [step('b')] }, 'step b is new; step a is no longer needed'],
    ['what is sent differs', { steps: [step('a', { input: { password: 'other' } })] }, 'the configuration, a template'],
  ])('does not fit where %s, and says so', (_, more, why) => {
    const [refusal] = planFileRefusals(made(), draft(more), mask, kind)
    expect(refusal).toMatchObject({ code: 'TEST_MOVED_ON', hint: expect.stringContaining(kind.again) })
    expect(refusal?.message).toContain(why)
  })

  it('fits where it is the same, whatever was accepted since', () => {
    const risk = { kind: 'cost', subject: 'Db', message: 'dear' } as const
    const risky = (accepted: boolean) => ({ steps: [step('a', { risks: [{ ...risk, accepted }] })] })
    expect(planFileRefusals(made(risky(false)), draft(risky(true)), mask, kind)).toEqual([])
    expect(assumptionsMoved(made().plan, draft())).toEqual([])
  })
})
