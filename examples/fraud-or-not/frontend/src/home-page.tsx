import { useCallback, useState } from 'react'
import { joinReports } from './filter.ts'
import { Leaderboard } from './leaderboard.tsx'
import { Notice } from './notice.tsx'
import type { Report } from './report.ts'
import { ReportForm } from './report-form.tsx'
import { ReportList } from './report-list.tsx'
import { useSite } from './site.ts'
import { useLoad } from './use-load.ts'

/** The form beside the list of reports. */
export function HomePage() {
  const { api, config } = useSite()
  const [own, setOwn] = useState<readonly Report[]>([])
  const [problem, setProblem] = useState('')
  const { loading, set, again } = useLoad(useCallback(() => api.list({ sort: 'newest' }), [api]))

  async function loadMore(after: string, before: readonly Report[]): Promise<void> {
    try {
      setProblem('')
      const page = await api.list({ sort: 'newest', after })
      set({ ...page, items: joinReports(before, page.items) })
    } catch (error) {
      setProblem((error as Error).message)
    }
  }

  return (
    <>
      <div className="hero">
        <h1>Is this message fraud?</h1>
        <p>Paste what you received. Others tell you what they make of it.</p>
      </div>
      <div className="columns">
        <div className="side">
          <ReportForm onReported={(report) => setOwn([report, ...own])} />
          {config.showLeaderboard && <Leaderboard />}
        </div>
        <section aria-labelledby="latest">
          <h2 id="latest">Latest reports</h2>
          {loading.state === 'loading' && <p className="hint">Loading…</p>}
          {loading.state === 'failed' && (
            <Notice title="The reports cannot be shown" message={loading.message} onRetry={again} />
          )}
          {loading.state === 'ready' && (
            <ReportList
              reports={joinReports(own, loading.value.items)}
              {...(loading.value.next
                ? { onMore: loadMore.bind(undefined, loading.value.next, loading.value.items) }
                : {})}
            />
          )}
          <p className="problem" role="alert">
            {problem}
          </p>
        </section>
      </div>
    </>
  )
}
