import { setTimeout as pause } from 'node:timers/promises'
import { readDuration } from '../duration.ts'
import { isGiven, readFields } from '../read-fields.ts'
import type { PreparedStep, StepKind } from '../step-kind.ts'

/** Milliseconds of the longest pause: who waits longer waits for something that a step could look at. */
const longest = 15 * 60_000

/** `wait`: a pause. It proves nothing, so it is no fence, and a suite needs other steps besides. */
export const waitStep: StepKind = {
  shorthand: 'for',
  prepare: (settings, report) => {
    const { for: ms } = readFields(settings, { for: readDuration }, report)
    isGiven(settings, 'for', '2s', report)
    if (ms === undefined) return undefined
    if (ms > longest) {
      const hint = 'at most 15m; a step with eventually goes on as soon as it can'
      report.at('for').tell('SMOKE_SETTING_INVALID', 'waits longer than fifteen minutes', hint)
    }
    return {
      writes: false,
      timeLimit: ms + 5000,
      provesNothing: true,
      attempt: async (_, signal) => {
        const begun = performance.now()
        await pause(ms, undefined, { signal }).catch(() => signal.throwIfAborted())
        return { differences: [], transient: false, answer: { ms: performance.now() - begun } }
      },
    } satisfies PreparedStep
  },
}
