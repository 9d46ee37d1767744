import { type Ending, ProjectError, type Step } from '@project-utils/contract'
import { expect, it } from 'vitest'
import { trafficNote } from './answer.ts'
import type { World } from './world.ts'

const step = (id: string): Step => ({ id, kind: id.replace(/\..*/, '') }) as unknown as Step
const done = (...ids: readonly string[]): Ending['done'] =>
  ids.map((id) => ({ step: step(id), result: { outcome: 'done' }, ms: 0 }))
const failed = (id: string, cause?: Error): NonNullable<Ending['failed']> => ({
  step: step(id),
  error: new ProjectError('AWS_UNREACHABLE', 'x', { cause }),
  ms: 0,
})
const lost = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
const refused = Object.assign(new Error('no'), { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } })

function world(settled: boolean, released: boolean): World {
  const functions = { A: { logicalId: 'A', alias: {} }, B: { logicalId: 'B', alias: {} } }
  const good = { functions: { A: { version: '1' }, B: { version: '1' } } }
  return { desired: { functions }, actual: { settled, ...(released ? { good } : {}) } } as unknown as World
}

const undone = (outcome: Ending['outcome']): Partial<Ending> => {
  return { failed: failed('suite'), undone: { outcome, done: [], open: [], remains: [] } }
}
const unsure = /is not sure: project-deploy status/
it.each<[string, Partial<Ending>, World, RegExp]>([
  ['nothing was moved', { failed: failed('gate'), open: [step('alias.A')] }, world(true, true), /before still serve/],
  ['nothing was there before', { failed: failed('gate') }, world(true, false), /serve \$LATEST/],
  [
    'all was moved',
    { done: done('alias.A', 'alias.B'), failed: failed('site') },
    world(false, true),
    /^the new versions/,
  ],
  [
    'a part was moved',
    { done: done('alias.A'), failed: failed('alias.B', refused) },
    world(true, true),
    /of A serve, of B still/,
  ],
  ['all was taken back', { done: done('alias.A'), ...undone('succeeded') }, world(true, true), /before serves again/],
  ['no alias was moved and all was taken back', undone('succeeded'), world(true, true), /before still serve/],
  ['taking back failed', { done: done('alias.A'), ...undone('failed') }, world(true, true), unsure],
  ['the answer to a move was lost', { failed: failed('alias.A', lost) }, world(true, true), unsure],
  ['an earlier run may have moved something', { failed: failed('stack') }, world(false, true), unsure],
])('says where requests go when %s', (_, ending, given, expected) => {
  expect(trafficNote({ outcome: 'failed', done: [], open: [], ...ending }, given)).toMatch(expected)
})
