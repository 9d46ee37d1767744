import type { Report } from './report.ts'
import { fraudShare, standingOf, standings } from './standing.ts'

/** The votes as a bar and in numbers. */
export function Tally({ report }: { readonly report: Pick<Report, 'fraud' | 'genuine'> }) {
  const share = fraudShare(report)
  const voted = report.fraud + report.genuine > 0
  return (
    <div className="tally">
      <div className={voted ? 'bar' : 'bar empty'} aria-hidden="true">
        {voted && <span className="share" style={{ width: `${share}%` }} />}
      </div>
      <div className="counts">
        <span className="fraud">
          <b data-testid="tally-fraud">{report.fraud}</b> fraud
        </span>
        <span className="genuine">
          <b data-testid="tally-genuine">{report.genuine}</b> genuine
        </span>
      </div>
    </div>
  )
}

/** What the votes say so far, as a chip. */
export function StandingChip({ report }: { readonly report: Pick<Report, 'fraud' | 'genuine'> }) {
  const standing = standingOf(report)
  return (
    <span className={`chip ${standing}`} data-testid="standing">
      {standings[standing]}
    </span>
  )
}
