/** Faults at any call of project-cfn, on the transition fake: a sample; `npm run soak cfn-faults` plays the full number. */
import { expect, it } from 'vitest'
import { drawFaultCase, type FaultCase } from '../../../tools/fake-cloudformation/fault-cases.ts'
import { runFaultCase } from '../../../tools/fake-cloudformation/fault-run.ts'
import { seeded, seedFrom } from '../../../tools/soak/random.ts'

const seed = seedFrom(process.env)
const random = seeded(seed)
const sampled = Array.from({ length: 8 }, (_, index): FaultCase => drawFaultCase(random, index + 1))

const always = Number.POSITIVE_INFINITY
const fixed: readonly (FaultCase & { readonly code: number })[] = [
  {
    name: 'an answer to the execution that never comes',
    ...{ command: 'deploy', there: 'CREATE_COMPLETE', script: {}, ends: 'done', code: 0 },
    rules: [{ match: { operation: 'ExecuteChangeSet' }, fault: 'lost-answer', times: always }],
  },
  {
    name: 'credentials that expire while it watches',
    ...{ command: 'deploy', script: {}, ends: 'done', code: 8 },
    rules: [{ match: { operation: 'DescribeStacks', nth: 2 }, fault: 'expired', times: always }],
  },
  {
    name: 'events that nobody may read any more',
    ...{ command: 'deploy', there: 'CREATE_COMPLETE', script: { First: { update: { fail: 'no', times: 1 } } } },
    ...{ ends: 'restored', code: 1 },
    rules: [{ match: { operation: 'DescribeStackEvents' }, fault: 'throttle', times: 12 }],
  },
  {
    name: 'a deletion whose answer is lost',
    ...{ command: 'delete', there: 'CREATE_COMPLETE', script: {}, ends: 'done', code: 0 },
    rules: [{ match: { operation: 'DeleteStack' }, fault: 'truncate', times: 1 }],
  },
]

it.each(fixed)('tells the truth and converges: $name', { timeout: 120_000 }, async ({ code, ...one }) => {
  expect(await runFaultCase(one)).toMatchObject({ wrong: [], code, struck: expect.toSatisfy((n) => n > 0) })
})

it(`tells the truth and converges in random cases of seed ${seed}`, { timeout: 240_000 }, async () => {
  const ended = await Promise.all(sampled.map(runFaultCase))
  expect(ended.flatMap(({ name, wrong }) => wrong.map((each) => `${name}: ${each}`))).toEqual([])
})
