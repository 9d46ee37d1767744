/** What a fault is: something that happens to one call, as it happens between a client and AWS. */
import type { Answer, Exchange, Interceptor } from './interceptor.ts'

/** What happens to a call that is struck; `argument` is what the rule gave, such as milliseconds. */
export type Strike = (exchange: Exchange, next: () => Promise<Answer>, argument?: number) => Promise<Answer>

/** A fault that was made ready for one proxy. */
export interface ReadyFault {
  readonly strike: Strike
  /** Sees every call, struck or not, next to the target; for a fault that has to remember answers. */
  readonly watch?: Interceptor
}

/** One kind of fault. */
export interface Fault {
  readonly summary: string
  /** What the argument means, with its default; absent where the fault takes none. */
  readonly argument?: string
  /** Whether the call reaches the target all the same: then a change is made, whatever the client is told. */
  readonly reaches: boolean
  open(): ReadyFault
}
