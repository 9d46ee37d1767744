import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isProjectError, type Plan, type Prepared, type Scope } from '@project-utils/contract'
import { createMasker } from '@project-utils/run'
import { afterAll, describe, expect, test } from 'vitest'
import { contentOfChanges } from '../change-set/change-set-view.ts'
import { resourceChangeOf } from '../change-set/read-resource-change.ts'
import { type Answers, arn, desired, scripted, serviceError, stateIn } from '../fixtures.test.fixture.ts'
import { planStacks } from './plan-stacks.ts'
import { readPlan, type SavedPlan, savedPlan, savedPlanRefusals, writePlan } from './saved-plan.ts'
import type { StacksWorld } from './stacks-world.ts'
import { verifyPlan } from './verify-plan.ts'

const folder = mkdtempSync(join(tmpdir(), 'saved-plan-'))
afterAll(() => rmSync(folder, { recursive: true }))

const scope: Scope = {
  ...{ project: 'shop', environment: 'dev', tier: 'full', account: '111111111111', region: 'eu-west-1' },
}
const id = 'arn:aws:cloudformation:eu-west-1:111111111111:changeSet/plan-r1/abc'
const entry = {
  ResourceChange: { Action: 'Modify' as const, LogicalResourceId: 'Reports', ResourceType: 'AWS::DynamoDB::Table' },
}
const stack = desired(`
Parameters: { Secret: { Type: String, NoEcho: true, Default: none } }
Resources: { Reports: { Type: AWS::DynamoDB::Table } }
`)
const risk = { kind: 'replacement', subject: 'Reports', message: 'Reports may be replaced' } as const

function world(more: Partial<StacksWorld> = {}, status: 'UPDATE_COMPLETE' | 'ABSENT' = 'UPDATE_COMPLETE'): StacksWorld {
  const one = { desired: stack, state: stateIn(status), after: [], takes: [], pending: false }
  return { scope, accept: [], stacks: { app: one }, ...more }
}

function prepared(type: 'UPDATE' | 'CREATE' = 'UPDATE'): readonly Prepared[] {
  const content = contentOfChanges([resourceChangeOf(entry)])
  const changes = [
    { subject: 'Reports', action: 'modify', type: 'AWS::DynamoDB::Table', path: 'Tags', after: 'hunter22' },
  ]
  const detail = {
    id,
    name: 'plan-r1',
    stackArn: arn,
    type,
    changes,
    risks: [risk],
    content,
    empty: false,
    madeShell: type === 'CREATE',
  }
  return [{ kind: 'change-set', step: 'stack.app', id: 'plan-r1', detail }]
}

const now = new Date('2026-11-21T12:00:00.000Z')
const masker = createMasker()
masker.add('hunter22')
const { maskJson: mask } = masker
const saving = { run: 'r1', toolVersion: '1.2.3', now, mask }

function made(type: 'UPDATE' | 'CREATE' = 'UPDATE'): SavedPlan {
  const from = world({}, type === 'UPDATE' ? 'UPDATE_COMPLETE' : 'ABSENT')
  const plan: Plan = { ...planStacks(from, prepared(type)), prepared: prepared(type) }
  return savedPlan(plan, from, saving)
}

const codeOf = (error: unknown): string => (isProjectError(error) ? error.code : String(error))
function codeFrom(work: () => unknown): string {
  try {
    work()
    return 'no error'
  } catch (error) {
    return codeOf(error)
  }
}

describe('a plan in a file', () => {
  test('is read as it was written, by its owner only, and holds no template and no parameter', () => {
    const file = join(folder, 'whole.plan')
    writePlan(file, made())
    expect(readPlan(file)).toEqual(made())
    expect(statSync(file).mode & 0o077).toBe(0)
    const text = readFileSync(file, 'utf8')
    expect(text).not.toContain('hunter22')
    expect(text).toContain('•••')
    expect(text).not.toMatch(/"(body|parameters|Secret)"/)
    expect(made()).toMatchObject({ keys: ['app'], madeAt: now.toISOString(), expiresAt: '2026-11-28T12:00:00.000Z' })
  })

  test.each<[string, (text: string) => string, string]>([
    ['another change set', (text) => text.replaceAll('plan-r1/abc', 'plan-r1/evil'), 'CFN_PLAN_CHANGED'],
    ['a risk taken out', (text) => text.replace('"replacement"', '"cost"'), 'CFN_PLAN_CHANGED'],
    ['a later end', (text) => text.replace('2026-11-28', '2027-11-28'), 'CFN_PLAN_CHANGED'],
    ['half of it', (text) => text.slice(0, text.length / 2), 'CFN_PLAN_FILE'],
    ['something else', () => '{"v":1,"kind":"other"}', 'CFN_PLAN_FILE'],
    ['nothing', () => '', 'CFN_PLAN_FILE'],
    ['a newer version', (text) => text.replace('"v": 1', '"v": 2'), 'CFN_PLAN_FILE'],
  ])('is refused with %s', (_, change, code) => {
    const file = join(folder, 'changed.plan')
    writePlan(file, made())
    writeFileSync(file, change(readFileSync(file, 'utf8')))
    expect(codeFrom(() => readPlan(file))).toBe(code)
  })

  test('is refused where it is not there, and not written where it cannot be', () => {
    expect(codeFrom(() => readPlan(join(folder, 'none')))).toBe('CFN_PLAN_FILE')
    expect(codeFrom(() => writePlan(join(folder, 'no', 'such'), made()))).toBe('CFN_PLAN_FILE')
  })
})

describe('a plan made again', () => {
  test('fits whichever of its risks were accepted since', () => {
    for (const accept of [[], ['Reports']]) {
      expect(savedPlanRefusals(made(), planStacks(world({ accept }), prepared()), mask)).toEqual([])
    }
  })

  test('of a new stack fits although the change set made its shell', () => {
    const from = world()
    const shell = { ...from.stacks['app'], state: stateIn('REVIEW_IN_PROGRESS') } as StacksWorld['stacks'][string]
    const again = planStacks({ ...from, stacks: { app: shell } }, prepared('CREATE'))
    expect(savedPlanRefusals(made('CREATE'), again, mask)).toEqual([])
  })

  test('does not fit where the stack or the template is another, and says which', () => {
    const moved = {
      ...world().stacks['app'],
      state: stateIn('UPDATE_COMPLETE', { updatedAt: '2026-11-21T11:00:00.000Z' }),
    }
    const other = { ...world().stacks['app'], desired: desired() }
    const messages = [moved, other].map((one) => {
      const draft = planStacks(world({ stacks: { app: one as StacksWorld['stacks'][string] } }), prepared())
      return savedPlanRefusals(made(), draft, mask).map(({ code, message }) => `${code} ${message.split(': ')[1]}`)
    })
    expect(messages).toEqual([
      ['CFN_PLAN_MOVED_ON stack.app is not as it was'],
      ['CFN_PLAN_MOVED_ON the configuration, a template or the code is not what the plan was made from'],
    ])
  })
})

// Shapes: the SDK's model of DescribeChangeSet and DescribeStacks, 3.1162.0; `ExecutionStatus` OBSOLETE "because the stack
// was already updated". The time of the stack is the fixture's.
describe('verifyPlan', () => {
  const set = { Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE', StackId: arn, Changes: [entry] }
  const found = (more: object = {}): object => ({
    Stacks: [
      {
        ...{ StackName: 'shop-dev-app', StackId: arn, StackStatus: 'UPDATE_COMPLETE' },
        LastUpdatedTime: new Date('2026-11-21T10:00:00.000Z'),
        ...more,
      },
    ],
  })
  const verify = async (
    DescribeChangeSet: Answers[number],
    DescribeStacks: Answers[number],
    saved: SavedPlan = made(),
    at: { readonly scope: Scope; readonly now: Date } = { scope, now },
  ): Promise<string> => {
    const { client } = scripted({ DescribeChangeSet: [DescribeChangeSet], DescribeStacks: [DescribeStacks] })
    return await verifyPlan(client, saved, at).then(() => 'fits', codeOf)
  }

  test.each<[string, Answers[number], Answers[number], string]>([
    ['all is as it was', set, found(), 'fits'],
    ['the change set is gone', serviceError('ChangeSetNotFound'), found(), 'CFN_PLAN_MOVED_ON'],
    ['the change set is obsolete', { ...set, ExecutionStatus: 'OBSOLETE' }, found(), 'CFN_PLAN_MOVED_ON'],
    ['it was executed', { ...set, ExecutionStatus: 'EXECUTE_COMPLETE' }, found(), 'CFN_PLAN_MOVED_ON'],
    ['the change set failed since', { ...set, Status: 'FAILED' }, found(), 'CFN_PLAN_MOVED_ON'],
    [
      'the stack was updated since',
      set,
      found({ LastUpdatedTime: new Date('2026-11-21T11:00:00.000Z') }),
      'CFN_PLAN_MOVED_ON',
    ],
    ['an operation runs', set, found({ StackStatus: 'UPDATE_IN_PROGRESS' }), 'CFN_PLAN_MOVED_ON'],
    ['the stack was made anew', set, found({ StackId: `${arn}x` }), 'CFN_PLAN_MOVED_ON'],
    ['the stack is gone', set, serviceError('ValidationError', 'Stack with id x does not exist'), 'CFN_PLAN_MOVED_ON'],
    ['the change set does something else', { ...set, Changes: [] }, found(), 'CFN_PLAN_CHANGED'],
    ['the change set is of another stack', { ...set, StackId: `${arn}x` }, found(), 'CFN_PLAN_CHANGED'],
    ['it may not be read', serviceError('AccessDenied', 'no', 403), found(), 'AWS_ACCESS_DENIED'],
  ])('%s', async (_, changeSet, stacks, expected) => {
    expect(await verify(changeSet, stacks)).toBe(expected)
  })

  test('a new stack fits as the empty shell that its change set made, and in no other state', async () => {
    expect(await verify(set, found({ StackStatus: 'REVIEW_IN_PROGRESS' }), made('CREATE'))).toBe('fits')
    expect(await verify(set, found({ StackStatus: 'CREATE_COMPLETE' }), made('CREATE'))).toBe('CFN_PLAN_MOVED_ON')
  })

  test('so does a new stack that takes over what is there already', async () => {
    const saved = made('CREATE')
    const imports = saved.stacks.map((one) => ({
      ...one,
      status: 'ABSENT' as const,
      changeSet: { ...one.changeSet, type: 'IMPORT' as const },
    }))
    const importing = { ...saved, stacks: imports }
    expect(await verify(set, found({ StackStatus: 'REVIEW_IN_PROGRESS' }), importing)).toBe('fits')
    expect(await verify(set, found({ StackStatus: 'IMPORT_COMPLETE' }), importing)).toBe('CFN_PLAN_MOVED_ON')
  })

  test('is refused when its time is up, and for another target, before anything is asked', async () => {
    const nothing = new Error('asked')
    const late = { scope, now: new Date('2026-11-29T00:00:00.000Z') }
    expect(await verify(nothing, nothing, made(), late)).toBe('CFN_PLAN_EXPIRED')
    const there = { scope: { ...scope, region: 'us-east-1' }, now }
    expect(await verify(nothing, nothing, made(), there)).toBe('CFN_PLAN_FILE')
  })
})
