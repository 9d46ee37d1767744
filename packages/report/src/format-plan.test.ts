import type { Plan, Step } from '@project-utils/contract'
import { expect, it } from 'vitest'
import { formatPlan } from './format-plan.ts'
import { formatPlanMarkdown } from './format-plan-markdown.ts'
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
        { subject: 'ApiFunction', action: 'modify', type: 'AWS::Lambda::Function', path: 'MemorySize', after: 512 },
        {
          subject: 'VoteTable',
          action: 'replace',
          path: 'KeySchema',
          before: 'a',
          after: { later: 'stack.base' },
          reason: 'is replaced because its KeySchema changes',
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

it('shows risks first, then every step with its resources and their properties, what is refused and what was prepared', () => {
  expect(formatPlan(full)).toBe(`Plan: deploy votes dev (111111111111, us-east-1)

Risks
  ! replacement: VoteTable would be replaced
    accept it with --accept-risk VoteTable
  accepted data-loss: OldQueue goes with its messages
  ! widened-access: ApiRole may read more

~ Update stack app stack.app
    the template changed
    + ReportsTable AWS::DynamoDB::Table
    ~ ApiFunction AWS::Lambda::Function
        Timeout 10 → 30
        MemorySize → 512
    -/+ VoteTable
        is replaced because its KeySchema changes
        KeySchema "a" → known after stack.base
    - OldQueue
        was "old-queue"

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
  expect(text).toContain('  <! replacement: VoteTable would be replaced>\n    <accept it with --accept-risk VoteTable>')
  expect(text).toContain('  accepted data-loss')
})

it('cuts long values to the width', () => {
  const changes = [
    { subject: 'A', action: 'modify', path: 'B', before: 'x'.repeat(500), after: 'y'.repeat(500) },
  ] as const
  const text = formatPlan({ ...empty, steps: [{ ...step, changes }] }, { width: 60 })
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60)
})

it('writes Markdown with the risks first and the properties folded away', () => {
  expect(formatPlanMarkdown(full)).toBe(`### Plan: deploy votes dev (111111111111, us-east-1)

1 to create, 1 to change, 1 to replace, 2 to remove, 1 to check. **2 open risks.**

- ⚠️ **replacement**: VoteTable would be replaced (accept it with \`--accept-risk VoteTable\`)
- accepted data-loss: OldQueue goes with its messages
- ⚠️ **widened-access**: ApiRole may read more

**Refused**

- ❌ somebody deploys: wait for it: project-deploy watch

#### Update stack app

the template changed.

| | Resource | Type | Why |
|---|---|---|---|
| \`+\` create | \`ReportsTable\` | AWS::DynamoDB::Table |  |
| \`~\` modify | \`ApiFunction\` | AWS::Lambda::Function |  |
| \`-/+\` replace | \`VoteTable\` |  | is replaced because its KeySchema changes |
| \`-\` remove | \`OldQueue\` |  |  |

<details>
<summary>4 properties</summary>

| Resource | Property | Before | After |
|---|---|---|---|
| \`ApiFunction\` | \`Timeout\` | \`10\` | \`30\` |
| \`ApiFunction\` | \`MemorySize\` |  | \`512\` |
| \`VoteTable\` | \`KeySchema\` | \`"a"\` | \`known after stack.base\` |
| \`OldQueue\` |  | \`"old-queue"\` |  |

</details>

#### Run suite smoke

to prove it.

#### Remove stack old

no longer declared. Cannot be undone.

**Notes**

- the stack has drifted
`)
})

it('lets no value break the Markdown, or mention anybody', () => {
  const changes = [
    {
      subject: 'A',
      action: 'modify',
      path: 'B',
      before: 'a|b `c`\nd',
      after: '<img src=x> @team',
      reason: '*x* [y](z) @team',
    },
  ] as const
  const text = formatPlanMarkdown({ ...empty, steps: [{ ...step, changes }] })
  expect(text).toContain('| `` "a\\|b `c`\\nd" `` | `"<img src=x> @team"` |')
  expect(text).toContain('\\*x\\* \\[y\\](z) @\u200bteam')
})

it('keeps Markdown short enough for a comment, and says what is left out', () => {
  const changes = Array.from({ length: 1000 }, (_, index) => ({
    ...{ subject: `Resource${index}`, action: 'modify' as const, path: 'Description' },
    ...{ before: 'x'.repeat(100), after: 'y'.repeat(100) },
  }))
  const text = formatPlanMarkdown({ ...empty, steps: [{ ...step, changes }] })
  expect(text.length).toBeLessThan(60_000)
  expect(text).toContain('… and 950 more')
  expect(text).toContain("1000 properties: see the plan's JSON.")
})
