import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeLife, killLambda } from '../../../tools/crash/lambda-crash.ts'
import { kinds } from '../../../tools/crash/lambda-life.ts'
import { seeded, seedFrom } from '../../../tools/soak/random.ts'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'

/** The long run kills 500: `npm run soak build`. */
const count = 15
let cloud: TestCloud

beforeAll(async () => {
  cloud = await testCloud()
})
afterAll(async () => {
  await cloud?.stop()
})

it('is right after builds, packages, uploads and publications that were killed at any moment', {
  timeout: 600_000,
}, async () => {
  const seed = seedFrom(process.env)
  console.log(`seed ${seed}: repeat with SEED=${seed}`)
  const outcomes = await killLambda(cloud, count, seeded(seed), console.log)
  expect(outcomes.filter(({ wrong }) => wrong.length > 0).map(describeLife)).toEqual([])
  // A sample in which a kind had always ended before has proved nothing of it.
  const killed = new Set(outcomes.filter((one) => one.killed).map(({ kind }) => kind))
  expect(kinds.filter((kind) => !killed.has(kind))).toEqual([])
})
