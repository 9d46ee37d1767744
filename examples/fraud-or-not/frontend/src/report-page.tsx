import { useCallback } from 'react'
import { Link } from './link.tsx'
import { Notice } from './notice.tsx'
import { Origin } from './report-card.tsx'
import { useSite } from './site.ts'
import { StandingChip, Tally } from './tally.tsx'
import { useLoad } from './use-load.ts'
import { VotePanel } from './vote-panel.tsx'

/** One report, with the buttons to vote. */
export function ReportPage({ id }: { readonly id: string }) {
  const { api } = useSite()
  const { loading, set, again } = useLoad(useCallback(() => api.read(id), [api, id]))
  return (
    <div className="narrow">
      <Link to="/" className="back">
        ← All reports
      </Link>
      {loading.state === 'loading' && <p className="hint">Loading…</p>}
      {loading.state === 'failed' &&
        (loading.code === 'not-found' ? (
          <Notice title="There is no such report" message="It may have been removed, or the address is incomplete." />
        ) : (
          <Notice title="The report cannot be shown" message={loading.message} onRetry={again} />
        ))}
      {loading.state === 'ready' && (
        <article className="card detail" data-testid="report" data-report-id={id}>
          <div className="row">
            <Origin report={loading.value} />
            <StandingChip report={loading.value} />
          </div>
          <h1>What do you make of this?</h1>
          <blockquote className="message" data-testid="report-message">
            {loading.value.message}
          </blockquote>
          <p className="hint">Addresses are shown as plain text on purpose. Do not open them.</p>
          <Tally report={loading.value} />
          <VotePanel id={id} onCounted={set} />
        </article>
      )}
    </div>
  )
}
