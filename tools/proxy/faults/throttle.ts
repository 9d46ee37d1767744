import type { Fault } from '../fault.ts'
import { protocolOf, type Refusal, refuse } from '../protocol.ts'

const busy = 'Rate exceeded'

/** Each service's own words, where they differ from those of its protocol (AWS API references, "Common errors" and "Errors"). */
const own: Readonly<Record<string, Refusal>> = {
  's3.': { status: 503, code: 'SlowDown', message: 'Please reduce your request rate.' },
  'lambda.': { status: 429, code: 'TooManyRequestsException', message: busy },
  'apigateway.': { status: 429, code: 'TooManyRequestsException', message: 'Too Many Requests' },
}
const dataOfTables =
  /^(Get|Put|Update|Delete|BatchGet|BatchWrite|TransactGet|TransactWrite)(Item|Items)$|^(Query|Scan)$/

/** The service refuses because it was asked too often. */
export const throttle: Fault = {
  summary: 'refused as asked too often: SlowDown, Throttling, TooManyRequestsException or ThrottlingException',
  reaches: false,
  open: () => ({
    strike: async (exchange) => {
      const { service, operation } = exchange.operation
      if (service === 'dynamodb' && dataOfTables.test(operation)) {
        const code = 'ProvisionedThroughputExceededException'
        return refuse(exchange, { status: 400, code, message: 'The level of configured throughput was exceeded.' })
      }
      const known = own[`${service}.`]
      if (known !== undefined) return refuse(exchange, known)
      const isXml = ['query', 'rest-xml'].includes(protocolOf(exchange))
      return refuse(exchange, { status: 400, code: isXml ? 'Throttling' : 'ThrottlingException', message: busy })
    },
  }),
}
