import { describeLife, killLambda } from '../crash/lambda-crash.ts'
import { testCloud } from '../test-cloud.ts'
import type { Soak } from './long-run.ts'

/** Builds, packages, uploads and publications killed at random moments: what they leave, and what the next run makes of it. */
export const soak: Soak = {
  name: 'build',
  what: 'whenever a build, package, upload or publish is killed, nothing is left half, and the same command again is right',
  count: 500,
  run: async ({ count, random, log }) => {
    const cloud = await testCloud()
    try {
      const outcomes = await killLambda(cloud, count, random, log)
      const killed = outcomes.filter((one) => one.killed)
      const kinds = Map.groupBy(killed, ({ kind }) => kind)
      log(`killed: ${[...kinds].map(([kind, of]) => `${kind} ${of.length}`).join(', ')}`)
      return { count: killed.length, failures: outcomes.filter(({ wrong }) => wrong.length > 0).map(describeLife) }
    } finally {
      await cloud.stop()
    }
  },
}
