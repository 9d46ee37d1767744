import { useState } from 'react'
import { ApiError } from './api.ts'
import type { Report, Verdict } from './report.ts'
import { useSite } from './site.ts'

interface VotePanelProps {
  readonly id: string
  onCounted(report: Report): void
}

const labels = { fraud: 'Fraud', genuine: 'Genuine' } as const

/** The two buttons, or how this browser has voted. */
export function VotePanel({ id, onCounted }: VotePanelProps) {
  const { api, voter } = useSite()
  const [voted, setVoted] = useState(voter.votedOn(id))
  const [sending, setSending] = useState<Verdict>()
  const [problem, setProblem] = useState('')

  function keep(vote: Verdict | 'voted'): void {
    voter.remember(id, vote)
    setVoted(vote)
  }

  async function vote(verdict: Verdict): Promise<void> {
    setSending(verdict)
    setProblem('')
    try {
      onCounted(await api.vote(id, { verdict, voter: voter.token }))
      keep(verdict)
    } catch (error) {
      if (error instanceof ApiError && error.code === 'already-voted') keep('voted')
      else setProblem((error as Error).message)
    } finally {
      setSending(undefined)
    }
  }

  return (
    <div className="vote">
      {!voted && (
        <fieldset className="buttons">
          <legend>Your vote</legend>
          {(['fraud', 'genuine'] as const).map((verdict) => (
            <button
              key={verdict}
              type="button"
              className={`button ${verdict}`}
              data-testid={`vote-${verdict}`}
              disabled={sending !== undefined}
              onClick={() => vote(verdict)}
            >
              {sending === verdict ? 'Sending…' : labels[verdict]}
            </button>
          ))}
        </fieldset>
      )}
      <p className="voted" role="status" data-testid="voted">
        {voted && (
          <>
            <span aria-hidden="true">✓</span> You have voted{voted === 'voted' ? '' : `: ${voted}`}. Thank you.
          </>
        )}
      </p>
      <p className="problem" role="alert" data-testid="vote-problem">
        {problem}
      </p>
    </div>
  )
}
