/** Kills `project-lambda` as often as wanted, kind by kind, at moments that a seed decides. */
import { type Random, wholeBelow } from '../soak/random.ts'
import type { TestCloud } from '../test-cloud.ts'
import { openLambdaGround } from './lambda-ground.ts'
import { kinds, type LambdaOutcome, liveKilled, liveUndisturbed } from './lambda-life.ts'

/** A run that had ended before its moment came killed nothing, and another one is tried: so often at most, per life. */
const tries = 2

/** Goes on until `count` runs were killed, the kinds in turn. */
export async function killLambda(
  cloud: TestCloud,
  count: number,
  random: Random,
  log: (line: string) => void,
): Promise<readonly LambdaOutcome[]> {
  const ground = await openLambdaGround(cloud)
  try {
    const undisturbed = await liveUndisturbed(ground)
    for (const kind of kinds) {
      const { span, calls, writes } = undisturbed[kind]
      log(`${kind}, undisturbed: ${Math.round(span)} ms, ${calls} AWS calls, ${writes} changes of files`)
    }
    const outcomes: LambdaOutcome[] = []
    let killed = 0
    for (let number = 0; killed < count && number < count * tries; number += 1) {
      const kind = kinds[killed % kinds.length] ?? 'publish'
      const seed = wholeBelow(random, 2 ** 32)
      const outcome = await liveKilled(ground, kind, seed, undisturbed)
      outcomes.push(outcome)
      if (outcome.wrong.length > 0) log(`WRONG ${describeLife(outcome)}`)
      if (outcome.killed) killed += 1
      if (outcome.killed && killed % 20 === 0) log(`${killed} killed of ${number + 1} runs`)
    }
    return outcomes
  } finally {
    await ground.close()
  }
}

/** A life as a line. */
export function describeLife({ kind, moment, wrong }: LambdaOutcome): string {
  return `${kind}, killed ${moment}: ${wrong.join('; ') || 'right'}`
}
