import type { Route } from './http.ts'
import { readListQuery, readReport, writeCursor } from './input.ts'
import { Refusal } from './refusal.ts'
import type { Report } from './report.ts'
import type { ReportTable } from './table.ts'

export interface ReportsOptions {
  readonly table: ReportTable
  /** Whether reports may be listed by their number of votes. */
  readonly showLeaderboard: boolean
  now(): Date
  newId(): string
}

/** What `ApiFunction` answers: the list, one report, and a new report. */
export function reportsRoutes(options: ReportsOptions): readonly Route[] {
  const { table } = options
  return [
    {
      method: 'GET',
      path: '/reports',
      async run({ query }) {
        const wanted = readListQuery(query)
        if (wanted.order === 'votes' && !options.showLeaderboard) {
          throw new Refusal(400, 'invalid', 'sort by votes is switched off in this environment')
        }
        const { items, next } = await table.list(wanted)
        return { status: 200, body: { items, ...(next ? { next: writeCursor(next) } : {}) } }
      },
    },
    {
      method: 'GET',
      path: '/reports/{id}',
      async run({ parameters }) {
        return { status: 200, body: await readKnown(table, parameters['id'] ?? '') }
      },
    },
    {
      method: 'POST',
      path: '/reports',
      async run(request) {
        const { message, channel } = readReport(request.json())
        const id = options.newId()
        const report: Report = { id, message, channel, createdAt: options.now().toISOString(), fraud: 0, genuine: 0 }
        await table.create(report)
        return { status: 201, body: report, headers: { location: `/reports/${id}` } }
      },
    },
  ]
}

/** Reads a report or refuses with 404. */
export async function readKnown(table: ReportTable, id: string): Promise<Report> {
  const report = await table.read(id)
  if (!report) throw new Refusal(404, 'not-found', 'there is no such report')
  return report
}
