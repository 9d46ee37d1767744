import type { Envelope, Plan } from '@project-utils/contract'
import { expect, it } from 'vitest'
import { formatResult } from './format-result.ts'

const scope = {
  project: 'votes',
  environment: 'dev',
  tier: 'full',
  account: '111111111111',
  region: 'us-east-1',
} as const
const done: Envelope = {
  ...{ v: 1, run: 'r1', command: 'deploy', scopes: [scope], dryRun: false, ok: true, exitCode: 0 },
  ...{ data: null, findings: [], problems: [] },
}
const plan: Plan = { kind: 'deploy', scopes: [scope], steps: [], assumes: {}, prepared: [], refusals: [], notes: [] }

it('tells how it ended, the outputs, the time of each step and the next command', () => {
  const data = {
    release: { id: '7', outcome: 'succeeded' },
    outputs: { app: { ApiUrl: 'https://x.example.com', Empty: null } },
    steps: [
      { id: 'stack.app', outcome: 'done', ms: 4234 },
      { id: 'check.smoke', outcome: 'done', ms: 812 },
    ],
    nothing: [],
  }
  const next = { command: 'project-deploy status', why: 'to see what runs' }
  expect(formatResult({ ...done, data, next })).toBe(`✓ deploy votes dev (111111111111, us-east-1): done
release:
  id: 7
  outcome: succeeded
outputs:
  app:
    ApiUrl: https://x.example.com
steps:
  id           outcome  ms
  stack.app    done     4.2 s
  check.smoke  done     812 ms
next: project-deploy status
  to see what runs`)
})

it('shows problems with code, place and the next step, and findings with the severe ones first', () => {
  const failed: Envelope = {
    ...done,
    ok: false,
    exitCode: 2,
    findings: [
      { rule: 'template/unset-memory', category: 'template', severity: 'warning', message: 'no memory set' },
      {
        rule: 'template/loop',
        category: 'template',
        severity: 'error',
        message: 'a loop',
        where: { resource: 'Api' },
        fix: 'cut it',
      },
    ],
    problems: [
      {
        code: 'PROJECT_UNKNOWN_KEY',
        message: 'unknown key "stack"\n  3 | stack:\n    | ^^^^^',
        hint: 'did you mean "stacks"?',
        where: { file: 'config/votes.yaml', line: 3, column: 1 },
      },
    ],
  }
  expect(formatResult(failed)).toBe(`✗ deploy votes dev (111111111111, us-east-1): wrong usage or configuration
error template/loop Api
  a loop
  → cut it
warning template/unset-memory
  no memory set
error PROJECT_UNKNOWN_KEY config/votes.yaml:3:1
  unknown key "stack"
    3 | stack:
      | ^^^^^
  → did you mean "stacks"?`)
})

it('shows the plan of a dry run before it says that nothing was changed', () => {
  const text = formatResult({
    ...done,
    dryRun: true,
    data: { plan: { ...plan, scopes: [] }, preview: 'site' } as never,
  })
  expect(text).toBe(
    'Plan: deploy\n\nNothing to do.\n✓ deploy votes dev (111111111111, us-east-1): dry run, nothing was changed\npreview: site',
  )
})

it.each([
  [1, 'failed'],
  [4, 'blocked'],
  [5, 'the lock is held'],
  [6, 'failed, and a person is needed'],
  [7, 'verification failed'],
  [8, 'still running'],
  [70, 'a bug'],
  [130, 'interrupted'],
] as const)('says for exit code %d: %s', (exitCode, words) => {
  expect(formatResult({ ...done, scopes: [], ok: false, exitCode })).toBe(`✗ deploy: ${words}`)
})

it('says that changes were found for exit code 3', () => {
  expect(formatResult({ ...done, scopes: [], exitCode: 3 })).toBe('✓ deploy: changes found')
})

it('prints a text answer as it is, and rows as a table', () => {
  expect(formatResult({ ...done, scopes: [], data: 'plain words' })).toBe('✓ deploy: done\nplain words')
  expect(formatResult({ ...done, scopes: [], data: [{ a: 1, b: true }] })).toBe('✓ deploy: done\na  b\n1  true')
  expect(formatResult({ ...done, scopes: [], data: ['x', { y: [1] }] })).toBe('✓ deploy: done\n- x\n- y:\n    - 1')
})
