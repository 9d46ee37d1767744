import { allLives, crash as crashAll, describe } from '../crash/crash.ts'
import { testCloud } from '../test-cloud.ts'
import type { Soak } from './long-run.ts'
import { sample } from './random.ts'

/** Every call of a first deployment, an update and a destruction, killed before and after it, and interrupted. */
export const soak: Soak = {
  name: 'crash',
  what: 'whatever ends a run at whichever AWS call, the same command again converges and nothing else is left',
  count: 1_000,
  run: async ({ count, random, log }) => {
    const cloud = await testCloud()
    try {
      const { outcomes, reference } = await crashAll(
        cloud,
        (known) => {
          const all = allLives(known)
          return count < all.length ? sample(random, all, count) : all
        },
        log,
      )
      log(`calls of ${reference.calls.join(', ')}; ${outcomes.length} points`)
      const missed = outcomes.filter(({ hit }) => hit === undefined).length
      const named = outcomes.filter((one) => one.named.length > 0).length
      log(`${missed} ended before their call, ${named} left a change set that the next run named`)
      const failures = outcomes.filter(({ wrong }) => wrong.length > 0).map(describe)
      return { count: outcomes.length - missed, failures }
    } finally {
      await cloud.stop()
    }
  },
}
