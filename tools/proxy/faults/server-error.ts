import type { Fault } from '../fault.ts'
import type { Exchange } from '../interceptor.ts'
import { type Refusal, refuse } from '../protocol.ts'

const own: Readonly<Record<string, Refusal>> = {
  s3: { status: 500, code: 'InternalError', message: 'We encountered an internal error. Please try again.' },
  lambda: { status: 500, code: 'ServiceException', message: 'An error occurred and the request cannot be processed.' },
  dynamodb: { status: 500, code: 'InternalServerError', message: 'The request could not be processed.' },
  ssm: { status: 500, code: 'InternalServerError', message: 'An error occurred on the server side.' },
}
const common: Refusal = { status: 500, code: 'InternalFailure', message: 'The request processing has failed.' }

const wordsFor = ({ operation }: Exchange): Refusal => own[operation.service] ?? common

/** The service fails before it has done anything. */
export const serverError: Fault = {
  summary: 'answered with 500, nothing was done',
  reaches: false,
  open: () => ({ strike: async (exchange) => refuse(exchange, wordsFor(exchange)) }),
}

/** The service does what was asked and fails afterwards. */
export const serverErrorAfter: Fault = {
  summary: 'done, and answered with 500',
  reaches: true,
  open: () => ({
    strike: async (exchange, next) => {
      const { body } = await next()
      body.resume()
      return refuse(exchange, wordsFor(exchange))
    },
  }),
}
