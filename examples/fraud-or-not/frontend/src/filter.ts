import { channels, type Report } from './report.ts'
import { type Standing, standingOf } from './standing.ts'

export interface Filter {
  readonly words: string
  readonly standing: Standing | 'all'
}

/** Keeps the reports that have the standing and contain every word, in the message or the channel's name. */
export function filterReports(reports: readonly Report[], { words, standing }: Filter): readonly Report[] {
  const wanted = words.toLowerCase().split(/\s+/)
  return reports.filter((report) => {
    const text = `${report.message} ${channels[report.channel]}`.toLowerCase()
    return (standing === 'all' || standingOf(report) === standing) && wanted.every((word) => text.includes(word))
  })
}

/** Joins lists of reports; of a report that occurs twice, the first stays. */
export function joinReports(...lists: readonly (readonly Report[])[]): readonly Report[] {
  const joined = new Map<string, Report>()
  for (const report of lists.flat()) if (!joined.has(report.id)) joined.set(report.id, report)
  return [...joined.values()]
}
