/** The one seam of the proxy: whatever is to happen between a client and the target stands in a list of these. */
import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import type { Operation } from './operation.ts'

/** A request on its way. */
export interface Exchange {
  readonly operation: Operation
  readonly request: IncomingMessage
  /** What is sent on: the request itself, or its body where that had to be read to name the operation. */
  readonly body: Readable | Buffer
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal
}

/** An answer on its way back. */
export interface Answer {
  readonly status: number
  readonly message: string
  /** Names and values in turn, as they came. */
  readonly headers: readonly string[]
  readonly body: Readable
}

/**
 * May wait before or after `next`, answer without calling it, give back another answer than it got, or throw, which
 * breaks the client's connection off. The last in the list is next to the target.
 */
export type Interceptor = (exchange: Exchange, next: () => Promise<Answer>) => Promise<Answer>

/** The list as one function, ending at the target. */
export function chain(
  interceptors: readonly Interceptor[],
  target: (exchange: Exchange) => Promise<Answer>,
): (exchange: Exchange) => Promise<Answer> {
  return interceptors.reduceRight<(exchange: Exchange) => Promise<Answer>>(
    (next, interceptor) => (exchange) => interceptor(exchange, () => next(exchange)),
    target,
  )
}
