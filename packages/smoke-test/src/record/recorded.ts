import type { Place } from '@project-utils/contract'

/** A request as it was recorded. */
export interface RecordedRequest {
  /** Upper case. */
  readonly method: string
  readonly url: URL
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** What came; of a command nothing is known. */
  readonly answer?: RecordedAnswer
  readonly follow?: boolean
}

/** What is known of a recorded answer. */
export interface RecordedAnswer {
  readonly status: number
  /** Media type without its parameters, such as `application/json`. */
  readonly type?: string
  readonly body?: string
}

/** What a source holds. */
export interface Recording {
  readonly requests: readonly RecordedRequest[]
  /** What was left out and why, for people. */
  readonly leftOut: readonly string[]
}

/** Where a source is wrong, and how. */
export type Refuse = (message: string, where?: Pick<Place, 'line' | 'path'>, hint?: string) => never

/** Counts what is left out, by reason. */
export interface LeftOut {
  add(reason: string): void
  list(): readonly string[]
}

/** Counts nothing yet. */
export function countLeftOut(): LeftOut {
  const counts = new Map<string, number>()
  return {
    add: (reason) => void counts.set(reason, (counts.get(reason) ?? 0) + 1),
    list: () => [...counts].map(([reason, count]) => `${count} ${reason}`),
  }
}

/** The media type of a content type, lower case; undefined where it names none. */
export function mediaType(contentType: string | undefined): string | undefined {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  return /^[\w.+-]+\/[\w.+*-]+$/.test(type) ? type : undefined
}

/** A complete web address; undefined for anything else. */
export function webAddress(text: string): URL | undefined {
  const url = URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) ? url : undefined
}
