import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Contender, contest } from './contest.test.fixture.ts'

/** What a long run asks for (`npm run soak locks`). */
const runs = process.env['FAST_CHECK_RUNS'] === undefined ? undefined : Number(process.env['FAST_CHECK_RUNS'])

const contender: fc.Arbitrary<Contender> = fc.record({
  arrives: fc.integer({ min: 0, max: 40 }),
  holds: fc.integer({ min: 0, max: 50 }),
  waits: fc.constantFrom(0, 30, 600, 600, 600),
  branch: fc.constantFrom(undefined, undefined, 'main', 'fix'),
  dies: fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined, freq: 3 }),
  near: fc.boolean(),
  skew: fc.integer({ min: -86_400, max: 86_400 }),
})

/** The next number of a sequence that its seed fixes. */
function sequence(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

it(
  'has one holder at most, is free in the end and serves in order, whatever is lost and whoever dies',
  async () => {
    let [served, superseded] = [0, 0]
    const contenders = fc.array(contender, { minLength: 2, maxLength: 8, size: 'max' })
    await fc.assert(
      fc.asyncProperty(contenders, fc.nat(), fc.constantFrom(0, 0.05, 0.15), async (all, seed, loss) => {
        const ended = await contest(all, sequence(seed), loss)
        expect(ended.wrong).toEqual([])
        served += ended.served
        superseded += ended.superseded
      }),
      { numRuns: runs ?? 60 },
    )
    expect(served).toBeGreaterThan(60)
    expect(superseded).toBeGreaterThan(5)
  },
  runs === undefined ? 60_000 : 3_600_000,
)
