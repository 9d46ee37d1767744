import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { type Route, serve } from './http.ts'

export interface Answer {
  readonly status: number | undefined
  readonly body: unknown
  readonly headers: Readonly<Record<string, unknown>>
  /** The log lines of the request. */
  readonly lines: readonly Readonly<Record<string, unknown>>[]
}

/** Sends `GET /reports?limit=1` to routes as API Gateway would; `body` is sent as JSON unless it is text. */
export async function send(routes: readonly Route[], line: string, body?: unknown): Promise<Answer> {
  const [method = '', address = ''] = line.split(' ')
  const url = new URL(address, 'https://api.example')
  const event = {
    version: '2.0',
    rawPath: url.pathname,
    queryStringParameters: Object.fromEntries(url.searchParams),
    requestContext: { requestId: 'request-1', http: { method } },
    isBase64Encoded: false,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  } as unknown as APIGatewayProxyEventV2
  const lines: Record<string, unknown>[] = []
  const result = await serve(routes, (text) => lines.push(JSON.parse(text)))(event)
  return {
    status: result.statusCode,
    body: JSON.parse(result.body ?? ''),
    headers: result.headers ?? {},
    lines,
  }
}
