import type { RecordedRequest } from './recorded.ts'

const volatileParts: readonly RegExp[] = [
  /^\d+$/,
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
  /^(?=.*\d)[0-9a-f]{8,}$/i,
  /^[0-9A-HJKMNP-TV-Z]{26}$/,
  /^\d{4}-\d\d-\d\d(T[\d:.]+Z?)?$/,
  /^(?=.*\d)(?=.*[A-Za-z])[\w-]{16,}$/,
]

/** Whether a part of a path is of one thing only: a number, an identifier, a date. */
export function isVolatile(part: string): boolean {
  return volatileParts.some((pattern) => pattern.test(part))
}

/** Method, host, path with `{}` for what is of one thing only, and the names of the query: what makes requests alike. */
export function routeOf({ method, url }: Pick<RecordedRequest, 'method' | 'url'>): string {
  const path = url.pathname.split('/').map((part) => (isVolatile(part) ? '{}' : part))
  const names = [...new Set(url.searchParams.keys())].sort()
  return `${method} ${url.origin}${path.join('/')}${names.length === 0 ? '' : `?${names.join('&')}`}`
}

/** Requests that are alike: the one that stands for them, and how many there are. */
export interface Route {
  readonly key: string
  readonly request: RecordedRequest
  readonly count: number
}

/** Requests by route, the most frequent first; the first that went well stands for the others. */
export function groupByRoute(requests: readonly RecordedRequest[]): readonly Route[] {
  const routes = new Map<string, RecordedRequest[]>()
  for (const request of requests) {
    const key = routeOf(request)
    routes.set(key, [...(routes.get(key) ?? []), request])
  }
  return [...routes]
    .map(([key, alike]): Route => {
      const well = alike.find(({ answer }) => answer !== undefined && answer.status < 300)
      return { key, request: well ?? (alike[0] as RecordedRequest), count: alike.length }
    })
    .toSorted((a, b) => b.count - a.count)
}
