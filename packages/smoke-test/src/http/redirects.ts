import { cut } from '../values.ts'
import { type HttpRequest, type Reply, withoutQuery } from './request.ts'

const mostHops = 10

/** Sends one request; `isOwn` tells whether it goes where the step pointed, or was led elsewhere, maybe on the way back. */
type Send = (request: HttpRequest, isOwn: boolean) => Promise<Reply>

/**
 * Sends a request and follows where its answers lead, at most ten times and never in a circle. As browsers do, 303 and a
 * redirected POST go on as GET; headers of the step are not sent to another origin, since one may be a credential, nor back
 * from there.
 */
export async function followRedirects(request: HttpRequest, send: Send): Promise<Reply> {
  const origin = new URL(request.url).origin
  const seen = new Set<string>()
  let current = request
  let isOwn = true
  for (;;) {
    const reply = await send(current, isOwn)
    const target = reply.answer === undefined ? undefined : targetOf(reply.answer, current.url)
    if (reply.answer === undefined || target === undefined) return reply
    if ('wrong' in target) return { failure: target.wrong, transient: false }
    seen.add(`${current.method} ${current.url}`)
    isOwn = isOwn && new URL(target.url).origin === origin
    current = nextRequest(current, target.url, reply.answer.status)
    if (seen.has(`${current.method} ${current.url}`)) {
      return {
        failure: `${withoutQuery(request.url)} redirects in a circle, back to ${withoutQuery(current.url)}`,
        transient: false,
      }
    }
    if (seen.size > mostHops)
      return { failure: `${withoutQuery(request.url)} redirects more than ${mostHops} times`, transient: false }
  }
}

/** The statuses that lead elsewhere. */
export const redirecting: readonly number[] = [301, 302, 303, 307, 308]

function targetOf(
  answer: { readonly status: number; readonly headers: Readonly<Record<string, string>> },
  from: string,
): { readonly url: string } | { readonly wrong: string } | undefined {
  if (!redirecting.includes(answer.status)) return undefined
  const location = answer.headers['location']
  if (location === undefined) return undefined
  const url = URL.parse(location, from)
  if (url !== null && /^https?:$/.test(url.protocol)) return { url: url.href }
  return { wrong: `${withoutQuery(from)} redirects to ${withoutQuery(cut(location, 200))}, which is no web address` }
}

function nextRequest(request: HttpRequest, url: string, status: number): HttpRequest {
  const isSameOrigin = new URL(url).origin === new URL(request.url).origin
  const becomesGet = (status === 303 && request.method !== 'HEAD') || (status <= 302 && request.method === 'POST')
  const { 'content-type': type, ...others } = request.headers
  const kept = isSameOrigin ? others : {}
  if (becomesGet) return { method: 'GET', url, headers: kept }
  const headers = type === undefined ? kept : { ...kept, 'content-type': type }
  return { ...request, url, headers }
}
