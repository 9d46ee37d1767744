import type { Fault } from '../fault.ts'
import { protocolOf, refuse } from '../protocol.ts'

/** The service cannot be had at the moment. */
export const unavailable: Fault = {
  summary: 'answered with 503, nothing was done',
  reaches: false,
  open: () => ({
    strike: async (exchange) => {
      const isJson = ['json', 'rest-json', 'cbor'].includes(protocolOf(exchange))
      const code = isJson ? 'ServiceUnavailableException' : 'ServiceUnavailable'
      return refuse(exchange, { status: 503, code, message: 'The service is unavailable. Please try again later.' })
    },
  }),
}
