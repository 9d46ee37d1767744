import { setTimeout as wait } from 'node:timers/promises'
import type { Fault } from '../fault.ts'
import { breakOff } from './reset.ts'

/** The service does what was asked; nothing is heard of it until the connection breaks. */
export const silence: Fault = {
  summary: 'done, and no answer until the connection is reset',
  argument: 'milliseconds of silence, 2000',
  reaches: true,
  open: () => ({
    strike: async (exchange, next, milliseconds = 2000) => {
      const { body } = await next()
      body.resume()
      await wait(milliseconds, undefined, { signal: exchange.signal })
      return breakOff(exchange, 'silence')
    },
  }),
}
