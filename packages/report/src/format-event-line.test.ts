import type { Notice } from '@project-utils/contract'
import { expect, it } from 'vitest'
import { formatEventLine } from './format-event-line.ts'

const step = { type: 'step', id: 's', title: 'Upload' } as const

const cases: readonly (readonly [Notice, string | undefined])[] = [
  [{ ...step, state: 'started' }, 'Upload ...'],
  [{ ...step, state: 'progress', done: 3, total: 10, note: 'app.js' }, 'Upload: 3 of 10 app.js'],
  [{ ...step, state: 'progress', done: 3 }, 'Upload: 3'],
  [{ ...step, state: 'progress' }, undefined],
  [{ ...step, state: 'ended', outcome: 'done', ms: 340 }, 'Upload: done (340 ms)'],
  [{ ...step, state: 'ended', outcome: 'failed', ms: 65_000 }, 'Upload: failed (1 min 05 s)'],
  [{ ...step, state: 'ended', outcome: 'skipped' }, 'Upload: skipped'],
  [{ ...step, state: 'ended', outcome: 'cancelled' }, 'Upload: cancelled'],
  [{ type: 'warning', message: 'slow', hint: 'wait' }, 'warning: slow (wait)'],
  [{ type: 'fact', name: 'stack.event', data: { stack: 'app', status: 'DONE', reason: null } }, 'stack.event app DONE'],
  [{ type: 'fact', name: 'plan.made', data: { steps: 3 } }, undefined],
  [{ type: 'row', data: 'a log line' }, 'a log line'],
  [{ type: 'row', data: { a: 1, b: ['x'] } }, '1 ["x"]'],
  [{ type: 'row', data: 7 }, '7'],
  [
    { type: 'finding', finding: { rule: 'x/y', category: 'c', severity: 'info', message: 'm', fix: 'f' } },
    'info x/y: m (f)',
  ],
]

it.each(cases)('forms %j as one line', (notice, line) => {
  expect(formatEventLine(notice)).toBe(line)
})

it('has nothing to say about hello', () => {
  const stamp = { v: 1, t: '2026-11-21T16:00:00.000Z', seq: 0, run: 'r' } as const
  expect(formatEventLine({ ...stamp, type: 'hello', tool: 'deploy', version: '1', command: 'deploy' })).toBeUndefined()
})
