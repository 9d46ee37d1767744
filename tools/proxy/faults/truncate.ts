import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { Fault } from '../fault.ts'
import { breakOff } from './reset.ts'

/** The answer breaks off in its middle. An answer without a body breaks off before its head. */
export const truncate: Fault = {
  summary: 'done, and the connection reset in the middle of the answer',
  argument: 'bytes of body that arrive, half of them',
  reaches: true,
  open: () => ({
    strike: async (exchange, next, kept) => {
      const answer = await next()
      const whole = await buffer(answer.body)
      if (whole.byteLength === 0) return breakOff(exchange, 'truncated')
      const part = whole.subarray(0, Math.min(kept ?? Math.floor(whole.byteLength / 2), whole.byteLength - 1))
      return { ...answer, body: Readable.from(brokenOff(part)) }
    },
  }),
}

async function* brokenOff(part: Buffer): AsyncGenerator<Buffer> {
  if (part.byteLength > 0) yield part
  // The part has to leave before the break is noticed, or the client sees no answer at all.
  await new Promise((resolve) => setTimeout(resolve, 20))
  throw new Error('truncated')
}
