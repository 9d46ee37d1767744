import { fromApiPayload, internalError } from './api-answer.ts'
import { toApiEvent } from './api-event.ts'
import type { HttpAnswer } from './expect/http-expectations.ts'
import { invoke } from './invoke.ts'
import type { StepWorld } from './step-kind.ts'

/** A request of a step. */
export interface HttpRequest {
  /** Upper case. */
  readonly method: string
  readonly url: string
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** An answer, or why there is none. */
export type Reply = { readonly answer: HttpAnswer } | { readonly failure: string; readonly transient: boolean }

/** Bytes of a body, after decompression, that a step reads. */
const bodyLimit = 5 * 1024 * 1024

/**
 * Sends a request over HTTP and reads the answer to its end, at most 5 MiB of it; redirects are answers like others.
 * Throws only the signal's reason.
 */
export async function sendOverHttp(request: HttpRequest, world: StepWorld, signal: AbortSignal): Promise<Reply> {
  const begun = performance.now()
  const { method, url, headers, body } = request
  try {
    const response = await world.fetch(url, {
      method,
      headers: { 'user-agent': 'project-smoke-test', ...headers },
      ...(body === undefined ? {} : { body }),
      redirect: 'manual',
      signal,
    })
    const bytes = await readBody(response)
    if (bytes === undefined)
      return { failure: `the body of ${withoutQuery(url)} is larger than 5 MiB`, transient: false }
    const ms = performance.now() - begun
    return { answer: { status: response.status, headers: Object.fromEntries(response.headers), body: bytes, ms } }
  } catch (error) {
    signal.throwIfAborted()
    return { failure: `no complete answer from ${withoutQuery(url)}: ${reasonOf(error)}`, transient: true }
  }
}

/** Sends a request to a function itself, as the event that an HTTP API would make of it, and reads its answer like one. */
export async function sendAsEvent(
  request: HttpRequest,
  through: string,
  world: StepWorld,
  signal: AbortSignal,
): Promise<Reply> {
  const begun = performance.now()
  const invocation = await invoke(through, toApiEvent({ ...request, account: world.account }), world, signal)
  if ('refused' in invocation) return { failure: invocation.refused, transient: invocation.transient }
  const { payload, error } = invocation
  const answer = error === undefined ? fromApiPayload(payload) : internalError(`the function failed: ${error}`)
  return { answer: { ...answer, ms: performance.now() - begun } }
}

/** The body in pieces, so that a small compressed answer cannot fill the memory; undefined when it is too large. */
async function readBody(response: Response): Promise<Uint8Array | undefined> {
  if (response.body === null) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = response.body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return Buffer.concat(chunks)
    size += value.length
    if (size > bodyLimit) {
      await reader.cancel().catch(() => undefined)
      return undefined
    }
    chunks.push(value)
  }
}

/** An address for people: what stands in its query may be a secret in a form that nobody masks. */
export function withoutQuery(url: string): string {
  const end = url.search(/[?#]/)
  return end < 0 ? url : `${url.slice(0, end)}?…`
}

/** The innermost cause: `fetch failed` alone helps nobody. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0])
  if (!(error instanceof Error)) return String(error)
  return error.cause === undefined || error.cause === null ? error.message : reasonOf(error.cause)
}
