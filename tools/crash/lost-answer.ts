import type { Interceptor } from '../proxy/interceptor.ts'
import type { Random } from '../soak/random.ts'

/** Breaks off a share of the calls: half of them before AWS sees them, half after it has acted. */
export function loseAnswers(random: Random, share: number): Interceptor {
  return async (_exchange, next) => {
    const chance = random()
    if (chance >= share) return await next()
    if (chance >= share / 2) {
      const answer = await next()
      answer.body.destroy()
    }
    throw new Error('the connection is broken off')
  }
}
