import type { Order, Position, Report, ReportPage, Verdict } from './report.ts'

export interface Vote {
  readonly report: string
  readonly verdict: Verdict
  /** Hash of the voter's token; the token itself is never stored. */
  readonly voter: string
  readonly at: Date
  /** Votes one voter may give in one day (UTC). */
  readonly perDay: number
}

export type VoteOutcome = 'counted' | 'unknown-report' | 'already-voted' | 'limit-reached'

/** What the functions need from the table: DynamoDB in the cloud, a map in the tests. */
export interface ReportTable {
  create(report: Report): Promise<void>
  read(id: string): Promise<Report | undefined>
  list(query: { readonly order: Order; readonly limit: number; readonly after?: Position }): Promise<ReportPage>
  /** Counts a vote once per voter and report, or not at all. */
  vote(vote: Vote): Promise<VoteOutcome>
}
