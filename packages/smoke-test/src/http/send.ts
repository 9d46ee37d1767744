import { invoke } from '../invoke.ts'
import type { StepWorld } from '../step-kind.ts'
import { fromApiPayload, internalError } from './api-answer.ts'
import { toApiEvent } from './api-event.ts'
import { readCertificates } from './authority.ts'
import { NoAnswer } from './no-answer.ts'
import { reasonOf } from './reason.ts'
import { type HttpRequest, type Reply, withoutQuery } from './request.ts'
import { throughFetch } from './through-fetch.ts'

/** The function that a gate sends a request to, and the route of the API that leads there. */
export interface Through {
  /** Logical id. */
  readonly function: string
  /** Such as `GET /reports/{id}`; without it the event has no path parameters. */
  readonly route?: string
}

// Known before anyone could replace it: only one that was given is used.
const ownFetch = fetch
let client: typeof import('./transmit.ts') | undefined

/**
 * Sends a request over HTTP and reads the answer to its end, at most 5 MiB of it; redirects are answers like others.
 * Throws only the signal's reason.
 *
 * @param ca file with the certificates that are trusted instead of the usual ones, relative to the project
 */
export async function sendOverHttp(
  request: HttpRequest,
  world: StepWorld,
  signal: AbortSignal,
  ca?: string,
): Promise<Reply> {
  const begun = performance.now()
  try {
    client ??= await import('./transmit.ts')
    const pem = ca === undefined ? undefined : await trusting(ca, world.folder)
    const received =
      world.fetch === ownFetch
        ? await client.transmit(request, client.connectionsOf(pem), signal)
        : await throughFetch(request, world.fetch, signal)
    return { answer: { ...received, ms: performance.now() - begun } }
  } catch (error) {
    signal.throwIfAborted()
    const { text, transient } = reasonOf(error, request.url)
    return { failure: `no complete answer from ${withoutQuery(request.url)}: ${text}`, transient }
  }
}

async function trusting(file: string, folder: string): Promise<string> {
  const found = await readCertificates(file, folder)
  if ('wrong' in found) throw new NoAnswer(found.wrong, { isFinal: true })
  return found.pem
}

/** Sends a request to a function itself, as the event that an HTTP API would make of it, and reads its answer like one. */
export async function sendAsEvent(
  request: HttpRequest,
  through: Through,
  world: StepWorld,
  signal: AbortSignal,
): Promise<Reply> {
  const begun = performance.now()
  const { function: logicalId, route } = through
  const event = toApiEvent({ ...request, account: world.account, ...(route === undefined ? {} : { route }) })
  if (route?.includes('{') === true && event['pathParameters'] === undefined) {
    return {
      failure: `${request.method} ${event['rawPath']} is not what the route ${route} leads to`,
      transient: false,
    }
  }
  const invocation = await invoke(logicalId, event, world, signal)
  if ('refused' in invocation) return { failure: invocation.refused, transient: invocation.transient }
  const { payload, error } = invocation
  const answer = error === undefined ? fromApiPayload(payload) : internalError(`the function failed: ${error}`)
  // As over HTTP, where nothing follows the headers of these.
  const isBare = request.method === 'HEAD' || answer.status === 204 || answer.status === 304
  return { answer: { ...answer, ...(isBare ? { body: new Uint8Array() } : {}), ms: performance.now() - begun } }
}
