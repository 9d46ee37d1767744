import { NoAnswer } from './no-answer.ts'
import { bodyLimit, type HttpRequest } from './request.ts'
import type { Received } from './transmit.ts'

/** Sends a request through a `fetch` that was given, and reads the answer as `transmit` does. */
export async function throughFetch(
  request: HttpRequest,
  fetch: typeof globalThis.fetch,
  signal: AbortSignal,
): Promise<Received> {
  const { method, url, body } = request
  const headers = Object.entries(request.headers).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : value.map((one) => [name, one] as const),
  )
  const response = await fetch(url, {
    method,
    headers: [['user-agent', 'project-smoke-test'], ...headers.map(([name, value]): [string, string] => [name, value])],
    ...(body === undefined ? {} : { body: body as string | Uint8Array<ArrayBuffer> }),
    redirect: 'manual',
    signal,
  })
  const received: Record<string, string> = {}
  for (const [name, value] of response.headers)
    received[name] = received[name] === undefined ? value : `${received[name]}, ${value}`
  return { status: response.status, headers: received, body: await readBody(response) }
}

async function readBody(response: Response): Promise<Uint8Array> {
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
      throw new NoAnswer('the body is larger than 5 MiB', { isFinal: true })
    }
    chunks.push(value)
  }
}
