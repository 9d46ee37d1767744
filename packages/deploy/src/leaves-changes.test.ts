import { type Ending, ProjectError, type Step } from '@project-utils/contract'
import { expect, it } from 'vitest'
import { leavesChanges } from './leaves-changes.ts'

const step = (kind: string): Step => ({ id: kind, kind }) as unknown as Step
const done = (kind: string, outcome: 'done' | 'skipped' = 'done'): Ending['done'][number] => ({
  step: step(kind),
  result: { outcome },
  ms: 0,
})
const refused = Object.assign(new Error('no'), { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } })
const lost = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })

it.each<[string, readonly Ending['done'][number][], string, Error, boolean]>([
  ['the tests failed', [], 'hook', new Error('1'), false],
  ['only blobs were uploaded and a version published', [done('blobs'), done('publish')], 'gate', refused, false],
  ['a stack was updated', [done('stack')], 'publish', refused, true],
  ['a stack had nothing to do', [done('stack', 'skipped')], 'publish', refused, false],
  ['moving the alias was refused', [], 'alias', refused, false],
  ['the answer to moving the alias was lost', [], 'alias', lost, true],
  ['a part of the pages may be published', [], 'site-pages', refused, true],
  ['deleting the stack was refused', [], 'delete-stack', refused, false],
])('knows what stays where %s', (_, before, kind, cause, expected) => {
  const error = new ProjectError('AWS_REFUSED', 'x', { cause })
  const failed = { step: step(kind), error, ms: 0 }
  expect(leavesChanges({ outcome: 'failed', done: before, failed, open: [] })).toBe(expected)
})
