import type { Fault } from '../fault.ts'
import { protocolOf, type Refusal, refuse } from '../protocol.ts'

const said = 'The security token included in the request is expired'

/** The session token's time is up. */
export const expired: Fault = {
  summary: 'refused as the credentials have expired: ExpiredToken or ExpiredTokenException',
  reaches: false,
  open: () => ({
    strike: async (exchange) => {
      const words: Readonly<Record<ReturnType<typeof protocolOf>, Refusal>> = {
        s3: { status: 400, code: 'ExpiredToken', message: 'The provided token has expired.' },
        query: { status: 403, code: 'ExpiredToken', message: said },
        'rest-xml': { status: 403, code: 'ExpiredToken', message: said },
        json: { status: 400, code: 'ExpiredTokenException', message: said },
        'rest-json': { status: 403, code: 'ExpiredTokenException', message: said },
        cbor: { status: 403, code: 'ExpiredTokenException', message: said },
      }
      return refuse(exchange, words[protocolOf(exchange)])
    },
  }),
}
