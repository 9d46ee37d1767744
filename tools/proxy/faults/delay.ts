import { setTimeout as wait } from 'node:timers/promises'
import type { Fault } from '../fault.ts'

/** The way to AWS is long. */
export const delay: Fault = {
  summary: 'passed on later',
  argument: 'milliseconds, 1000',
  reaches: true,
  open: () => ({
    strike: async ({ signal }, next, milliseconds = 1000) => {
      await wait(milliseconds, undefined, { signal })
      return next()
    },
  }),
}
