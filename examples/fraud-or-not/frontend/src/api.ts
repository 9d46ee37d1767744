import type { Channel, Report, Verdict } from './report.ts'

export interface ReportPage {
  readonly items: readonly Report[]
  readonly next?: string
}

export interface Api {
  list(query: {
    readonly sort?: 'newest' | 'votes'
    readonly limit?: number
    readonly after?: string
  }): Promise<ReportPage>
  read(id: string): Promise<Report>
  create(report: { readonly message: string; readonly channel: Channel }): Promise<Report>
  vote(id: string, vote: { readonly verdict: Verdict; readonly voter: string }): Promise<Report>
}

/** An answer other than success; `code` is the API's word for it, or `unreachable`. */
export class ApiError extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** Speaks to the API at `url`. */
export function openApi(url: string, send: typeof fetch = (...request) => fetch(...request)): Api {
  async function request<T>(path: string, body?: unknown): Promise<T> {
    const init = body
      ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
      : {}
    const response = await send(`${url}${path}`, init).catch(() => {
      throw new ApiError('unreachable', 'The server cannot be reached. Are you online?')
    })
    const answer: unknown = await response.json().catch(() => ({}))
    if (!response.ok) throw refusal(response.status, answer)
    return answer as T
  }
  return {
    list(query) {
      const words = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)])
      return request(`/reports?${new URLSearchParams(words)}`)
    },
    read: (id) => request(`/reports/${encodeURIComponent(id)}`),
    create: (report) => request('/reports', report),
    vote: (id, vote) => request(`/reports/${encodeURIComponent(id)}/votes`, vote),
  }
}

function refusal(status: number, answer: unknown): ApiError {
  const { error } = answer as { error?: { code: string; message: string } }
  if (!error) return new ApiError(String(status), `The server answered with an error (${status}).`)
  return new ApiError(error.code, `${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}.`)
}
