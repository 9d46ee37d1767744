import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Case, Scenario } from '../../../tools/fault-matrix/cases.ts'
import { type Life, openLife } from '../../../tools/fault-matrix/life.ts'
import { drawCases, playCases, wholeMatrix } from '../../../tools/fault-matrix/matrix.ts'
import { parseRule } from '../../../tools/proxy/rule.ts'
import { seeded, seedFrom } from '../../../tools/soak/random.ts'

/** Of the whole matrix (`npm run soak faults`) as many as there is time for. */
const sampled = 3
const seed = seedFrom(process.env)
const time = 300_000

let life: Life
beforeAll(async () => {
  life = await openLife()
})
afterAll(() => life?.close())

function one(scenario: Scenario, operation: string, path: string | undefined, fault: string): Case {
  const { match, ...rest } = parseRule(`${operation}=${fault}`)
  const rule = { match: { ...match, ...(path === undefined ? {} : { path }) }, ...rest }
  return { scenario, name: `${scenario}: ${fault} at ${operation} ${path ?? ''}`, rule }
}

/** The tests tell the life of one environment, in order; each ends with the same command without a fault. */
it.each([
  [one('first', 's3.PutObject', '/index.html', 'expired*all'), 6],
  [one('update', 'lambda.UpdateAlias', undefined, 'lost-answer*all'), 0],
  [one('update', 'lambda.UpdateAlias', undefined, 'throttle*all'), 6],
])('tells the truth and converges: $name', { timeout: time }, async (given, exitCode) => {
  expect(await life.strike(given)).toMatchObject({ wrong: [], exitCode, struck: expect.toSatisfy((n) => n > 0) })
})

it('makes no changing call in a dry run of a code change, whatever strikes it', { timeout: time }, async () => {
  for (const rules of [[], [{ seed: String(seed), share: 0.2 }]]) {
    const { mutating, wrong } = await life.preview(rules)
    expect({ mutating, wrong, seed }).toEqual({ mutating: [], wrong: [], seed })
  }
})

it('destroys what is there although the answer to it is lost', { timeout: time }, async () => {
  const given = one('destroy', 'cloudformation.DeleteStack', undefined, 'lost-answer')
  expect(await life.strike(given)).toMatchObject({ wrong: [], exitCode: 0, struck: 1 })
})

it('tells the truth and converges in a sample of all faults at all calls', { timeout: time }, async () => {
  console.log(`SEED=${seed}`)
  const cases = drawCases(seeded(seed), await wholeMatrix(), sampled)
  const wrong: string[] = []
  await playCases(cases, ({ case: { name }, exitCode, struck, wrong: found }) => {
    console.log(`${name}: ${struck} struck, exit code ${exitCode}`)
    wrong.push(...found.map((each) => `${name}: ${each}`))
  })
  expect({ wrong, seed }).toEqual({ wrong: [], seed })
})
