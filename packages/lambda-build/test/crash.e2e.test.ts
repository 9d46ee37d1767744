import { expect, it } from 'vitest'
import { type BuildOutcome, buildReference, liveBuild } from '../../../tools/crash/build-life.ts'
import { seeded, seedFrom } from '../../../tools/soak/random.ts'

const count = 12

it('builds right after builds that were killed at any moment, and leaves no half zip', async () => {
  const seed = seedFrom(process.env)
  console.log(`seed ${seed}: repeat with SEED=${seed}`)
  const random = seeded(seed)
  const reference = await buildReference()
  const outcomes: BuildOutcome[] = []
  for (let number = 0; number < count; number += 1) outcomes.push(await liveBuild(reference, random))
  expect(outcomes.flatMap(({ at, wrong }) => wrong.map((what) => `killed after ${at} ms: ${what}`))).toEqual([])
  // A sample in which every build had ended before has proved nothing.
  expect(outcomes.some(({ killed }) => killed)).toBe(true)
}, 300_000)
