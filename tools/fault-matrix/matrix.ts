/** The whole matrix, and its run over a part of it. */
import { type Random, sample } from '../soak/random.ts'
import { type Case, callKinds, casesOf, scenarios } from './cases.ts'
import { type Ended, openLife } from './life.ts'

/** Every case: all faults at all kinds of call that a life without faults makes. */
export async function wholeMatrix(bin?: string): Promise<readonly Case[]> {
  const life = await openLife(bin)
  try {
    const cases: Case[] = []
    for (const scenario of scenarios) cases.push(...casesOf(scenario, callKinds(await life.calls(scenario))))
    return cases
  } finally {
    await life.close()
  }
}

/** A random part of the cases, as many of each scenario as can be; all where `count` is no less than their number. */
export function drawCases(random: Random, cases: readonly Case[], count: number): readonly Case[] {
  if (count >= cases.length) return cases
  const parts = scenarios.map((scenario) => cases.filter((one) => one.scenario === scenario))
  const each = Math.ceil(count / parts.length)
  return parts.flatMap((part) => sample(random, part, each)).slice(0, count)
}

/** Plays cases, one of each scenario in each life, and tells each as it ends. */
export async function playCases(
  cases: readonly Case[],
  tell: (ended: Ended) => void,
  bin?: string,
): Promise<readonly Ended[]> {
  const queues = scenarios.map((scenario) => cases.filter((one) => one.scenario === scenario))
  const ended: Ended[] = []
  for (let round = 0; queues.some((queue) => round < queue.length); round += 1) {
    let life = await openLife(bin)
    try {
      for (const [index, scenario] of scenarios.entries()) {
        const one = queues[index]?.[round]
        if (one === undefined) {
          await life.calls(scenario)
          continue
        }
        const result = await life.strike(one)
        ended.push(result)
        tell(result)
        if (result.wrong.length === 0) continue
        // What went wrong once is no ground for the next scenario.
        await life.close()
        life = await openLife(bin)
        for (const earlier of scenarios.slice(0, index + 1)) await life.calls(earlier)
      }
    } finally {
      await life.close()
    }
  }
  return ended
}
