import { useCallback } from 'react'
import { Link } from './link.tsx'
import { reportPath } from './route.ts'
import { useSite } from './site.ts'
import { StandingChip } from './tally.tsx'
import { useLoad } from './use-load.ts'

/** The five reports with most votes; shown where the environment's flag says so. */
export function Leaderboard() {
  const { api } = useSite()
  const { loading } = useLoad(useCallback(() => api.list({ sort: 'votes', limit: 5 }), [api]))
  if (loading.state !== 'ready') return null
  const voted = loading.value.items.filter((report) => report.fraud + report.genuine > 0)
  if (voted.length === 0) return null
  return (
    <section className="card leaderboard" aria-labelledby="leaders" data-testid="leaderboard">
      <h2 id="leaders">Most votes</h2>
      <ol>
        {voted.map((report) => (
          <li key={report.id}>
            <Link to={reportPath(report.id)}>
              <span className="clamped">{report.message}</span>
            </Link>
            <span className="row">
              <span className="hint">{report.fraud + report.genuine} votes</span>
              <StandingChip report={report} />
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
