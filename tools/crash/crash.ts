/** Chooses points and lives them through, two environments at a time. */

import { packedBin } from '../packed.ts'
import type { Random } from '../soak/random.ts'
import { sample } from '../soak/random.ts'
import type { TestCloud } from '../test-cloud.ts'
import { type Point, type Way, ways } from './disturbance.ts'
import { type Ground, liveDisturbed, liveUndisturbed, type Outcome, type Reference } from './life.ts'

/** For each life, the point of each of its acts. */
export type Lives = readonly (readonly (Point | undefined)[])[]

/** Every call of every act in every way. */
export function allLives({ calls }: Pick<Reference, 'calls'>, chosen: readonly Way[] = ways): Lives {
  const longest = Math.max(...calls)
  const numbers = Array.from({ length: longest }, (_, index) => index + 1)
  return chosen.flatMap((way) =>
    numbers.map((call) => calls.map((count) => (call <= count ? { way, call } : undefined))),
  )
}

/** `count` points of each act, at random. */
export function someLives({ calls }: Pick<Reference, 'calls'>, count: number, random: Random): Lives {
  const points = calls.map((total) => {
    const all = ways.flatMap((way) => Array.from({ length: total }, (_, index): Point => ({ way, call: index + 1 })))
    return sample(random, all, count)
  })
  return Array.from({ length: count }, (_, index) => points.map((list) => list[index]))
}

/** What all lives came to. */
export interface Crashes {
  readonly reference: Reference
  readonly outcomes: readonly Outcome[]
}

/** Lives an undisturbed life, then those that `choose` makes of it. */
export async function crash(
  cloud: TestCloud,
  choose: (reference: Reference) => Lives,
  log: (line: string) => void = () => undefined,
): Promise<Crashes> {
  const bin = packedBin('project-deploy')
  const ground: Ground = { endpoint: cloud.endpoint, localFolder: cloud.options.folder, bin }
  const reference = await liveUndisturbed(ground, accountOf(0))
  const lives = [...choose(reference).entries()]
  log(`calls undisturbed: ${reference.calls.join(', ')}; ${lives.length} lives`)
  const outcomes: Outcome[] = []
  const work = async (): Promise<void> => {
    for (let next = lives.shift(); next !== undefined; next = lives.shift()) {
      const [index, points] = next
      const ended = await liveDisturbed(ground, accountOf(index + 1), points, reference)
      outcomes.push(...ended)
      for (const one of ended.filter(({ wrong }) => wrong.length > 0)) log(describe(one))
      if ((index + 1) % 20 === 0) log(`${index + 1} lives`)
    }
  }
  await Promise.all([work(), work()])
  return { reference, outcomes }
}

/** An outcome as a line. */
export function describe({ scenario, point, hit, wrong }: Outcome): string {
  return `${scenario}, ${point.way} at call ${point.call} (${hit ?? 'not reached'}): ${wrong.join('; ') || 'converged'}`
}

function accountOf(index: number): string {
  return String(500_000_000_000 + index)
}
