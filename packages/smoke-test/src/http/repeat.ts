import type { Report } from '../report.ts'
import { refuseUnknown, unresolved } from '../step-kind.ts'
import { isMap, show } from '../values.ts'

/** How often a request is sent in one try, and how many of them at a time. */
export interface Repeat {
  readonly times: number
  readonly parallel: number
}

const most: Repeat = { times: 1000, parallel: 100 }

/** Reads `20` or `{ times: 20, parallel: 4 }`. */
export function readRepeat(value: unknown, report: Report): Repeat | undefined {
  if (value === unresolved) return undefined
  const { times, parallel = 1, ...others } = isMap(value) ? value : { times: value }
  refuseUnknown(others, ['times', 'parallel'], report)
  if (isWhole(times, 2, most.times) && isWhole(parallel, 1, most.parallel)) return { times, parallel }
  const hint = `such as 20, or { times: 20, parallel: 4 }; at most ${most.times}, ${most.parallel} at a time`
  report.tell('SMOKE_SETTING_INVALID', `${show(value)} says not how often`, hint)
  return undefined
}

function isWhole(value: unknown, least: number, highest: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= highest
}

/** Does something so often, as many times at once as may be. */
export async function repeated({ times, parallel }: Repeat, act: () => Promise<void>): Promise<void> {
  let begun = 0
  const lane = async (): Promise<void> => {
    while (begun < times) {
      begun += 1
      await act()
    }
  }
  await Promise.all(Array.from({ length: Math.min(times, parallel) }, lane))
}
