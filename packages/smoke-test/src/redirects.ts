import { type HttpRequest, type Reply, withoutQuery } from './http-request.ts'
import { cut } from './values.ts'

const mostHops = 10

/** Sends one request; `first` tells whether it goes where the step pointed, or was led elsewhere. */
type Send = (request: HttpRequest, isSameOrigin: boolean) => Promise<Reply>

/**
 * Sends a request and follows where its answers lead, at most ten times and never in a circle. As browsers do, 303 and a
 * redirected POST go on as GET; headers of the step are not sent to another origin, since one may be a credential.
 */
export async function followRedirects(request: HttpRequest, send: Send): Promise<Reply> {
  const origin = new URL(request.url).origin
  const seen = new Set<string>()
  let current = request
  for (;;) {
    const reply = await send(current, new URL(current.url).origin === origin)
    const target = 'answer' in reply ? targetOf(reply.answer, current.url) : undefined
    if (!('answer' in reply) || target === undefined) return reply
    if ('wrong' in target) return { failure: target.wrong, transient: false }
    seen.add(`${current.method} ${current.url}`)
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

function targetOf(
  answer: { readonly status: number; readonly headers: Readonly<Record<string, string>> },
  from: string,
): { readonly url: string } | { readonly wrong: string } | undefined {
  if (![301, 302, 303, 307, 308].includes(answer.status)) return undefined
  const location = answer.headers['location']
  if (location === undefined) return undefined
  const url = URL.parse(location, from)
  if (url !== null && /^https?:$/.test(url.protocol)) return { url: url.href }
  return { wrong: `${withoutQuery(from)} redirects to ${withoutQuery(cut(location, 200))}, which is no web address` }
}

function nextRequest(request: HttpRequest, url: string, status: number): HttpRequest {
  const isSameOrigin = new URL(url).origin === new URL(request.url).origin
  const becomesGet = (status === 303 && request.method !== 'HEAD') || (status <= 302 && request.method === 'POST')
  const { 'content-type': type, ...others } = isSameOrigin ? request.headers : {}
  if (becomesGet) return { method: 'GET', url, headers: others }
  const headers = type === undefined ? others : { ...others, 'content-type': type }
  return { ...request, url, headers }
}
