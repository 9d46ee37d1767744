import { ProjectError } from './error.ts'
import type { Step } from './plan.ts'

/**
 * Steps in an order in which each stands after all it needs; otherwise as given. A need that is no step of the list
 * counts as met: it was not necessary.
 *
 * @throws ProjectError `CONTRACT_PLAN_LOOP`
 */
export function orderSteps(steps: readonly Step[]): readonly Step[] {
  const waiting = new Map(steps.map((step) => [step.id, step]))
  const ordered: Step[] = []
  while (waiting.size > 0) {
    const ready = [...waiting.values()].find((step) => !step.needs.some((need) => waiting.has(need)))
    if (ready === undefined) {
      throw new ProjectError('CONTRACT_PLAN_LOOP', `these steps wait for each other: ${[...waiting.keys()].join(', ')}`)
    }
    waiting.delete(ready.id)
    ordered.push(ready)
  }
  return ordered
}
