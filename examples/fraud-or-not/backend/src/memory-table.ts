import type { Report } from './report.ts'
import type { ReportTable, Vote, VoteOutcome } from './table.ts'

/** The table of the tests: the same promises as DynamoDB's, kept in maps. */
export function memoryTable(...given: readonly Report[]): ReportTable {
  const reports = new Map(given.map((report) => [report.id, report]))
  const votes = new Set<string>()
  const days = new Map<string, number>()

  function count({ report: id, verdict, voter, at, perDay }: Vote): VoteOutcome {
    const report = reports.get(id)
    const day = `${voter} ${at.toISOString().slice(0, 10)}`
    const given = days.get(day) ?? 0
    if (!report) return 'unknown-report'
    if (votes.has(`${id} ${voter}`)) return 'already-voted'
    if (given >= perDay) return 'limit-reached'
    votes.add(`${id} ${voter}`)
    days.set(day, given + 1)
    reports.set(id, { ...report, [verdict]: report[verdict] + 1 })
    return 'counted'
  }

  return {
    async create(report) {
      reports.set(report.id, report)
    },
    async read(id) {
      return reports.get(id)
    },
    async list({ order, limit, after }) {
      const rank = (report: Report): string | number =>
        order === 'newest' ? report.createdAt : report.fraud + report.genuine
      const all = [...reports.values()].sort((a, b) => (rank(a) < rank(b) ? 1 : rank(a) > rank(b) ? -1 : 0))
      const start = after ? all.findIndex((report) => report.id === after.id) + 1 : 0
      const items = all.slice(start, start + limit)
      const last = items.at(-1)
      return last && start + limit < all.length ? { items, next: { id: last.id, rank: rank(last) } } : { items }
    },
    async vote(vote) {
      return count(vote)
    },
  }
}
