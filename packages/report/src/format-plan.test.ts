import type { Plan, Step } from '@project-utils/contract'
import { expect, it } from 'vitest'
import { formatPlan } from './format-plan.ts'
import { plainPaint } from './paint.ts'

const scope = {
  project: 'votes',
  environment: 'dev',
  tier: 'full',
  account: '111111111111',
  region: 'us-east-1',
} as const

const step: Step = {
  id: 'stack.app',
  kind: 'stack',
  title: 'Update stack app',
  why: 'the template changed',
  needs: [],
  action: 'modify',
  undo: 'automatic',
  risks: [],
}
const empty: Plan = { kind: 'deploy', scopes: [scope], steps: [], assumes: {}, prepared: [], refusals: [], notes: [] }

const full: Plan = {
  ...empty,
  steps: [
    {
      ...step,
      changes: [
        { subject: 'ReportsTable', action: 'create', type: 'AWS::DynamoDB::Table' },
        {
          subject: 'ApiFunction',
          action: 'modify',
          type: 'AWS::Lambda::Function',
          path: 'Timeout',
          before: 10,
          after: 30,
        },
        {
          subject: 'VoteTable',
          action: 'replace',
          path: 'KeySchema',
          before: 'a',
          after: { later: 'stack.base' },
          reason: 'static',
        },
        { subject: 'OldQueue', action: 'remove', before: 'old-queue' },
      ],
      risks: [
        { kind: 'replacement', subject: 'VoteTable', message: 'VoteTable would be replaced' },
        { kind: 'data-loss', subject: 'OldQueue', message: 'OldQueue goes with its messages', accepted: true },
        { kind: 'widened-access', subject: 'ApiRole', message: 'ApiRole may read more' },
      ],
    },
    { ...step, id: 'check.smoke', title: 'Run suite smoke', why: 'to prove it', action: 'check', undo: 'by hand' },
    {
      ...step,
      id: 'stack.old',
      title: 'Remove stack old',
      why: 'no longer declared',
      action: 'remove',
      undo: 'impossible',
    },
  ],
  notes: ['the stack has drifted'],
  prepared: [{ kind: 'change-set', step: 'stack.app', id: 'release-7' }],
  refusals: [{ code: 'DEPLOY_LOCKED', message: 'somebody deploys', hint: 'wait for it: project-deploy watch' }],
}

it('shows every step with what it changes and risks, what is refused and what was prepared', () => {
  expect(formatPlan(full)).toBe(`Plan: deploy votes dev (111111111111, us-east-1)

~ Update stack app stack.app
    the template changed
    + ReportsTable AWS::DynamoDB::Table
    ~ ApiFunction.Timeout AWS::Lambda::Function 10 → 30
    -/+ VoteTable.KeySchema "a" → known after stack.base (static)
    - OldQueue was "old-queue"
    ! replacement: VoteTable would be replaced
    accept it with --accept-risk VoteTable
    accepted data-loss: OldQueue goes with its messages
    ! widened-access: ApiRole may read more

> Run suite smoke check.smoke
    to prove it
    undone by hand

- Remove stack old stack.old
    no longer declared
    cannot be undone

Notes
  the stack has drifted

Prepared, and nobody is served from it
  change-set release-7 for stack.app

Refused
  somebody deploys DEPLOY_LOCKED
    wait for it: project-deploy watch

3 steps: 1 to change, 1 to remove, 1 to check. 2 open risks.`)
})

it('says so when there is nothing to do', () => {
  expect(formatPlan(empty)).toBe('Plan: deploy votes dev (111111111111, us-east-1)\n\nNothing to do.')
})

it('paints open risks red, and accepted ones not', () => {
  const paint = { ...plainPaint, red: (text: string) => `<${text}>` }
  const text = formatPlan(full, { paint })
  expect(text).toContain(
    '    <! replacement: VoteTable would be replaced>\n    <accept it with --accept-risk VoteTable>',
  )
  expect(text).toContain('    accepted data-loss')
})

it('cuts long values to the width', () => {
  const changes = [
    { subject: 'A', action: 'modify', path: 'B', before: 'x'.repeat(500), after: 'y'.repeat(500) },
  ] as const
  const text = formatPlan({ ...empty, steps: [{ ...step, changes }] }, { width: 60 })
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60)
})
