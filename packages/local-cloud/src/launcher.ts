import type { Json } from '@project-utils/contract'
import type { LocalCloud } from './local-cloud.ts'

/** What the launcher answered. */
export interface LauncherAnswer {
  readonly status: number
  readonly body: Readonly<Record<string, Json>>
}

/** Asks a route of our launcher; undefined where nothing, or somebody else, answers within the time (milliseconds). */
export function askLauncher(
  cloud: Pick<LocalCloud, 'endpoint' | 'token'>,
  method: 'GET' | 'POST',
  route: string,
  options: { readonly body?: Json; readonly timeout?: number } = {},
): Promise<LauncherAnswer | undefined> {
  // Ours speaks http only; a given endpoint may be https.
  if (!cloud.endpoint.startsWith('http://')) return Promise.resolve(undefined)
  // An import statement of node:http loads undici too, for its getters: 30 ms of CPU that every command would pay.
  const { request } = process.getBuiltinModule('node:http')
  return new Promise((resolve) => {
    const sent = options.body === undefined ? '' : JSON.stringify(options.body)
    const asked = request(`${cloud.endpoint}/_project-utils/${route}`, {
      method,
      // A connection kept alive would keep the caller's process alive.
      agent: false,
      timeout: options.timeout ?? 2000,
      headers: { 'x-project-utils-token': cloud.token ?? '', 'content-length': Buffer.byteLength(sent) },
    })
    asked.on('timeout', () => asked.destroy())
    asked.on('error', () => resolve(undefined))
    asked.on('response', (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        text += chunk
      })
      response.on('error', () => resolve(undefined))
      response.on('close', () => resolve(undefined))
      response.on('end', () => resolve(parseAnswer(response.statusCode ?? 0, text)))
    })
    asked.end(sent)
  })
}

function parseAnswer(status: number, text: string): LauncherAnswer | undefined {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null ? { status, body: body as Record<string, Json> } : undefined
  } catch {
    return undefined
  }
}
