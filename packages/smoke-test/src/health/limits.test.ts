import { expect, test } from 'vitest'
import { listening } from '../suite.test.fixture.ts'
import { inputOf, unwell, wellAccount } from './health.test.fixture.ts'
import { judgeHealth } from './judge.ts'
import { healthLimits, limitsOf } from './limits.ts'
import { readHealth } from './read.ts'

test('takes the limits of a project, each alone, and what is degraded follows', () => {
  expect(limitsOf(undefined)).toEqual(healthLimits)
  expect(limitsOf({ age: 3_600_000, expiry: 60 * 86_400_000 })).toEqual({
    ...healthLimits,
    age: { yellow: 1_200_000, red: 3_600_000 },
    expiry: { yellow: 60, red: 60 },
  })
  expect(limitsOf({ duration: 0.5, serverErrors: 0.1, deadLetters: 5, slow: 100 })).toEqual({
    ...healthLimits,
    ...{ duration: { yellow: 0.5, red: 0.5 }, serverErrors: { yellow: 0.02, red: 0.1 }, dead: 5, slow: 100 },
  })
})

test.each([
  [{}, 'red'],
  [{ errors: 0.5 }, 'yellow'],
  [{ errors: 0.2 }, 'red'],
] as const)('judges 20 failed calls of 100 by %j as %s', async (settings, verdict) => {
  const account = wellAccount()
  account.metrics['Errors'] = [20]
  const health = judgeHealth(await readHealth(inputOf(account), listening()), {
    limits: limitsOf({ ...settings, slow: 60_000 }),
  })
  expect(unwell(health)).toEqual({ functions: verdict })
})

test('calls an endpoint degraded that takes longer than it may', async () => {
  const facts = await readHealth(inputOf(wellAccount()), listening())
  const [first] = facts.endpoints
  if (first?.facts === undefined) throw new Error('no endpoint')
  const slow = { ...facts, endpoints: [{ ...first, facts: { ...first.facts, ms: 3400 } }] }
  const health = judgeHealth(slow)
  expect(unwell(health)).toEqual({ endpoints: 'yellow' })
  const messages = health.areas.flatMap(({ things }) =>
    things.flatMap(({ reasons }) => reasons.map((one) => one.message)),
  )
  expect(messages).toEqual(['https://api.votes.example/reports took 3.4 s (degraded from 3 s)'])
  expect(unwell(judgeHealth(slow, { limits: limitsOf({ slow: 5000 }) }))).toEqual({})
})
