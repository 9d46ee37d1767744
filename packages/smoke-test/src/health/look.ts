import { explain } from '@project-utils/aws'
import type { StepWorld } from '../step-kind.ts'
import { runInOrder } from '../suite/in-order.ts'

/** Something that could not be seen, and why. */
export interface Unseen {
  /** Such as `its configuration`. */
  readonly what: string
  readonly why: string
  /** The IAM action that is missing, where the call was denied. */
  readonly action?: string
}

/** One thing that was looked at. */
export interface Seen<Facts> {
  readonly name: string
  /** Absent where nothing could be seen of it, or it is gone. */
  readonly facts?: Facts
  /** True where the stack names it, and it does not exist. */
  readonly isGone?: boolean
  readonly unseen: readonly Unseen[]
}

/** What a look is done with. */
export interface LookWorld {
  readonly client: StepWorld['client']
  /** The clients of another region. */
  readonly clientIn: (region: string) => StepWorld['client']
  readonly region: string
  /** Aborted when the person interrupts, or when this look has taken too long. */
  readonly signal: AbortSignal
  /** Milliseconds that the look may take. */
  readonly timeLimit: number
}

/** Calls of one kind at a time: the control planes of AWS refuse more than a few dozen a second. */
const width = 8

/** Looks at each of several things, some at a time. */
export async function lookAtEach<Thing, Facts>(
  things: readonly Thing[],
  look: (thing: Thing) => Promise<Seen<Facts>>,
): Promise<readonly Seen<Facts>[]> {
  const run = (index: number): Promise<Seen<Facts>> => look(things[index] as Thing)
  return await runInOrder({ count: things.length, limit: width, after: () => [], run })
}

/**
 * Asks AWS one thing. A refusal, a failure and an answer that does not come in time are told as unseen; what `absent` takes
 * for "not there" gives undefined in both.
 */
export async function tryCall<T>(
  { signal, timeLimit }: Pick<LookWorld, 'signal' | 'timeLimit'>,
  asked: { readonly action: string; readonly what: string; readonly absent?: (error: unknown) => boolean },
  send: (options: { readonly abortSignal: AbortSignal }) => Promise<T>,
): Promise<{ readonly value?: T; readonly unseen?: Unseen }> {
  const { action, what, absent } = asked
  try {
    return { value: await orAborted(send({ abortSignal: signal }), signal) }
  } catch (error) {
    if (signal.aborted) {
      if (signal.reason !== tooLong) throw signal.reason
      return { unseen: { what, why: `AWS gave no answer within ${Math.round(timeLimit / 1000)} s` } }
    }
    if (absent?.(error) === true) return {}
    const { code, message } = explain(error, action)
    return { unseen: { what, why: message, ...(code === 'AWS_ACCESS_DENIED' ? { action } : {}) } }
  }
}

/** The reason of a look's signal that ran out of time. */
export const tooLong: symbol = Symbol('too long')

/** A client may be deaf to its signal; nobody waits for it then. */
export async function orAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  let leave = (): void => undefined
  const left = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason)
    if (signal.aborted) leave()
    signal.addEventListener('abort', leave, { once: true })
  })
  try {
    return await Promise.race([answer, left])
  } finally {
    signal.removeEventListener('abort', leave)
  }
}
