import type { Fault } from '../fault.ts'
import type { Exchange } from '../interceptor.ts'

/** The connection breaks before the request has reached the service. */
export const reset: Fault = {
  summary: 'connection reset before the request was passed on',
  reaches: false,
  open: () => ({ strike: async (exchange) => breakOff(exchange, 'reset before') }),
}

/** The service does what was asked, and the connection breaks before the answer. */
export const lostAnswer: Fault = {
  summary: 'done, and the connection reset before the answer',
  reaches: true,
  open: () => ({
    strike: async (exchange, next) => {
      const { body } = await next()
      body.resume()
      return breakOff(exchange, 'answer lost')
    },
  }),
}

/** A reset, as a network gives it, and no orderly end of the connection. */
export function breakOff({ request }: Exchange, why: string): never {
  request.socket.resetAndDestroy()
  throw new Error(why)
}
