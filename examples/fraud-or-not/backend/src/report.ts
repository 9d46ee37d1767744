/** Where a suspicious message came from. */
export const channels = ['sms', 'email', 'phone', 'chat', 'web'] as const
export type Channel = (typeof channels)[number]

/** What a voter thinks of a message. */
export const verdicts = ['fraud', 'genuine'] as const
export type Verdict = (typeof verdicts)[number]

/** The orders in which reports are listed. */
export const orders = ['newest', 'votes'] as const
export type Order = (typeof orders)[number]

/** One reported message and what people think of it. */
export interface Report {
  readonly id: string
  readonly message: string
  readonly channel: Channel
  /** ISO 8601, in UTC. */
  readonly createdAt: string
  readonly fraud: number
  readonly genuine: number
}

/** A place in a list: the last report seen and what it was ordered by, its time or its number of votes. */
export interface Position {
  readonly id: string
  readonly rank: string | number
}

export interface ReportPage {
  readonly items: readonly Report[]
  /** Absent on the last page. */
  readonly next?: Position
}
