/** How good an entry is, for its colour. */
export type TimelineTone = 'good' | 'bad' | 'warning' | 'running'

/** One thing that happened. */
export interface TimelineEntry {
  /** UTC, ISO 8601. */
  readonly at: string
  readonly title: string
  /** Its own name, such as a release's id. */
  readonly name?: string
  readonly tone: TimelineTone
  /** How it ended, in words. */
  readonly outcome: string
  readonly facts: readonly { readonly label: string; readonly value: string }[]
  /** What it changed. */
  readonly changed: readonly string[]
  /** Milliseconds it took. */
  readonly ms?: number
  readonly steps: readonly { readonly title: string; readonly outcome: string; readonly ms?: number }[]
}

/** What happened to something, the newest first. */
export interface Timeline {
  readonly title: string
  readonly subtitle: string
  /** UTC, ISO 8601. */
  readonly madeAt: string
  readonly entries: readonly TimelineEntry[]
}
