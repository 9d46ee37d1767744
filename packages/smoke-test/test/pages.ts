import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Context, Notice } from '@project-utils/contract'
import { runSuite, type SuiteInput, type SuiteResult } from '@project-utils/smoke-test'

/** Pages by path; `hang` is never answered, `status` comes with the body of a page. */
export type Pages = Readonly<
  Record<
    string,
    string | { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: string } | 'hang'
  >
>

/** A site on loopback. */
export interface Site {
  readonly origin: string
  /** Paths that were asked for, in order. */
  readonly asked: readonly string[]
  close(): void
}

/** Serves pages as HTML; anything else is a 404. */
export async function servePages(pages: Pages): Promise<Site> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const path = URL.parse(request.url ?? '/', 'http://any')?.pathname ?? '/'
    asked.push(path)
    const page = pages[path]
    if (page === 'hang') return
    const {
      status = page === undefined ? 404 : 200,
      headers = {},
      body = '',
    } = typeof page === 'object' ? page : { body: page ?? '' }
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers })
    response.end(body)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

type Step = SuiteInput['steps'][number]

/** A step as `project` gives it. */
export function browserStep(settings: Step['settings'], more: Partial<Step> = {}): Step {
  return { name: 'the page', kind: 'browser', settings, where: { file: 'project.yaml', line: 7 }, ...more }
}

/** Runs steps as a suite of tier full. */
export async function runSteps(
  steps: readonly Step[],
  more: Partial<SuiteInput> = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<SuiteResult & { readonly notices: readonly Notice[] }> {
  const notices: Notice[] = []
  const context: Context = { signal, emit: (notice) => notices.push(notice) }
  const environment = {
    project: 'votes',
    environment: 'dev',
    tier: 'full',
    account: '111111111111',
    region: 'us-east-1',
  } as const
  return { ...(await runSuite({ name: 'smoke', steps, environment, ...more }, context)), notices }
}
