import { Buffer } from 'node:buffer'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { Refusal } from './refusal.ts'

export interface Request {
  readonly parameters: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string | undefined>>
  /** The parsed JSON body; asking for it refuses a body that is none. */
  json(): unknown
}

export interface Reply {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface Route {
  readonly method: string
  /** Such as `/reports/{id}`. */
  readonly path: string
  run(request: Request): Promise<Reply>
}

export type Handler = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>

/**
 * Makes a handler for an HTTP API (payload 2.0) that writes one log line per request. It routes by method and path and
 * not by API Gateway's route key, so that an event sent to a function's version directly takes the same way.
 */
export function serve(routes: readonly Route[], log: (line: string) => void = console.log): Handler {
  return async (event) => {
    const started = performance.now()
    const method = event.requestContext.http.method
    const { reply, route, failure } = await answer(routes, event)
    const { name, message, stack } = failure ?? {}
    log(
      JSON.stringify({
        level: failure ? 'error' : 'info',
        requestId: event.requestContext.requestId,
        method,
        route: route?.path ?? 'none',
        status: reply.status,
        ms: Math.round(performance.now() - started),
        version: process.env['AWS_LAMBDA_FUNCTION_VERSION'],
        ...(failure ? { error: { name, message, stack } } : {}),
      }),
    )
    return {
      statusCode: reply.status,
      headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...reply.headers },
      body: JSON.stringify(reply.body),
    }
  }
}

interface Answer {
  readonly reply: Reply
  readonly route?: Route
  readonly failure?: Error
}

async function answer(routes: readonly Route[], event: APIGatewayProxyEventV2): Promise<Answer> {
  const method = event.requestContext.http.method
  const matches = routes.flatMap((route) => {
    const parameters = matchPath(route.path, event.rawPath)
    return parameters ? [{ route, parameters }] : []
  })
  const match = matches.find(({ route }) => route.method === method)
  if (!match) {
    const allow = matches.map(({ route }) => route.method).join(', ')
    return {
      reply: refuse(
        allow === ''
          ? new Refusal(404, 'not-found', `nothing is at ${event.rawPath}`)
          : new Refusal(405, 'method-not-allowed', `${method} is not allowed here`, { allow }),
      ),
    }
  }
  const { route, parameters } = match
  try {
    return {
      route,
      reply: await route.run({ parameters, query: event.queryStringParameters ?? {}, json: () => parseBody(event) }),
    }
  } catch (error) {
    if (error instanceof Refusal) return { route, reply: refuse(error) }
    const failure = error instanceof Error ? error : new Error(String(error))
    return {
      route,
      failure,
      reply: refuse(new Refusal(500, 'internal', 'something went wrong here; please try again')),
    }
  }
}

function refuse({ status, code, message, headers }: Refusal): Reply {
  return { status, body: { error: { code, message } }, headers }
}

function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/')
  const given = path.split('/')
  if (wanted.length !== given.length) return undefined
  const parameters: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? ''
    if (part.startsWith('{')) parameters[part.slice(1, -1)] = value
    else if (part !== value) return undefined
  }
  return parameters
}

function parseBody(event: APIGatewayProxyEventV2): unknown {
  const body = event.body ?? ''
  try {
    return JSON.parse(event.isBase64Encoded ? Buffer.from(body, 'base64').toString() : body)
  } catch {
    throw new Refusal(400, 'invalid', 'body must be JSON')
  }
}
