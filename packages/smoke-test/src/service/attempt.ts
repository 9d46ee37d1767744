import { explain, httpStatus, isCode } from '@project-utils/aws'
import { isProjectError } from '@project-utils/contract'
import type { Answer, Attempt, ExchangeSide } from '../step-kind.ts'
import { cut, show } from '../values.ts'
import type { ServiceResource } from './resource.ts'

/** What a step asks of a service. */
export interface ServiceRequest {
  /** What is done, to follow by the reason why it failed: `reading an item of table x`. */
  readonly what: string
  /** The IAM actions that it takes. */
  readonly needs: readonly string[]
  /** What it is asked of, where that may be missing. */
  readonly of?: ServiceResource
  /** What reports show of it. */
  readonly shown: ExchangeSide
}

/** What a service answered, and what of it differs. */
export interface ServiceOutcome {
  readonly differences: readonly string[]
  /** Whether another try may end otherwise by itself. */
  readonly transient?: boolean
  readonly answer: Omit<Answer, 'ms'>
  /** What reports show of the answer. Default: its data or text. */
  readonly shown?: ExchangeSide
}

/** Characters of a request or an answer that reports show. */
export const shownLimit = 4000

/**
 * One try at a service. Throttling, a failure of the service and of the network may pass by themselves; a refusal names the
 * action that it takes, a missing resource those that the project has. Throws only the signal's reason, and our bugs.
 */
export async function attemptService(
  request: ServiceRequest,
  signal: AbortSignal,
  ask: () => Promise<ServiceOutcome>,
): Promise<Attempt> {
  const begun = performance.now()
  try {
    signal.throwIfAborted()
    const { differences, transient = false, answer, shown = sideOf(answer) } = await ask()
    const ms = performance.now() - begun
    return { differences, transient, answer: { ...answer, ms }, exchange: { request: request.shown, response: shown } }
  } catch (error) {
    signal.throwIfAborted()
    const { message, transient } = refusalOf(error, request)
    const response = { title: 'refused', body: cut(message, shownLimit) }
    return { differences: [message], transient, exchange: { request: request.shown, response } }
  }
}

function sideOf({ status, headers, json, text }: ServiceOutcome['answer']): ExchangeSide {
  const body = json === undefined ? cut(text ?? '', shownLimit) : show(json, shownLimit)
  return {
    title: status === undefined ? 'answer' : String(status),
    ...(headers === undefined ? {} : { headers }),
    body,
  }
}

function refusalOf(error: unknown, request: ServiceRequest): { readonly message: string; readonly transient: boolean } {
  const { what, needs, of } = request
  if (of !== undefined && isCode(error, ...of.gone)) return { message: of.absent, transient: false }
  const explained = explain(error, what)
  if (!isProjectError(explained)) throw error
  const { code, message } = explained
  const isDenied = code === 'AWS_ACCESS_DENIED' && !needs.some((action) => message.includes(action))
  const transient = code === 'AWS_THROTTLED' || code === 'AWS_UNREACHABLE' || (httpStatus(error) ?? 0) >= 500
  return { message: isDenied ? `${message}; it takes ${needs.join(' and ')}` : message, transient }
}
