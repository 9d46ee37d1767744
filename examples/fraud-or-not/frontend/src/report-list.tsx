import { useState } from 'react'
import { type Filter, filterReports } from './filter.ts'
import type { Report } from './report.ts'
import { ReportCard } from './report-card.tsx'
import { standings } from './standing.ts'

const choices = { all: 'All', ...standings } as const

interface ReportListProps {
  readonly reports: readonly Report[]
  /** Absent where all are shown. */
  readonly onMore?: () => void
}

/** Reports to search and filter; both work on those that are loaded. */
export function ReportList({ reports, onMore }: ReportListProps) {
  const [filter, setFilter] = useState<Filter>({ words: '', standing: 'all' })
  const shown = filterReports(reports, filter)
  return (
    <>
      <div className="tools">
        <input
          type="search"
          aria-label="Search the reports"
          placeholder="Search…"
          data-testid="search"
          value={filter.words}
          onChange={(event) => setFilter({ ...filter, words: event.target.value })}
        />
        <select
          aria-label="Show"
          data-testid="filter"
          value={filter.standing}
          onChange={(event) => setFilter({ ...filter, standing: event.target.value as Filter['standing'] })}
        >
          {Object.entries(choices).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </div>
      <p className="hint" role="status" data-testid="count">
        {count(shown.length, reports.length)}
      </p>
      <ul className="reports" data-testid="report-list">
        {shown.map((report) => (
          <ReportCard key={report.id} report={report} />
        ))}
      </ul>
      {onMore && (
        <button type="button" className="button" data-testid="more" onClick={onMore}>
          Show older reports
        </button>
      )}
    </>
  )
}

function count(shown: number, all: number): string {
  if (all === 0) return 'Nothing has been reported yet. Be the first.'
  if (shown === 0) return 'No report matches.'
  return shown === all ? `${all} ${all === 1 ? 'report' : 'reports'}` : `${shown} of ${all} reports`
}
