import { type FormEvent, useId, useState } from 'react'
import { ChannelIcon } from './icons.tsx'
import { Link } from './link.tsx'
import { type Channel, channels, type Report } from './report.ts'
import { reportPath } from './route.ts'
import { useSite } from './site.ts'

const longest = 1000

/** Takes a suspicious message; the list is told at once, as its index follows a moment later. */
export function ReportForm({ onReported }: { onReported(report: Report): void }) {
  const { api } = useSite()
  const id = useId()
  const [message, setMessage] = useState('')
  const [channel, setChannel] = useState<Channel>('sms')
  const [sending, setSending] = useState(false)
  const [reported, setReported] = useState<Report>()
  const [problem, setProblem] = useState('')

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    setReported(undefined)
    if (message.trim() === '') {
      setProblem('Paste or type the message first.')
      return
    }
    setProblem('')
    setSending(true)
    try {
      const report = await api.create({ message, channel })
      setMessage('')
      setReported(report)
      onReported(report)
    } catch (error) {
      setProblem((error as Error).message)
    } finally {
      setSending(false)
    }
  }

  return (
    <form className="card form" onSubmit={submit} noValidate>
      <h2>Report a message</h2>
      <div className="field">
        <label htmlFor={`${id}message`}>What does it say?</label>
        <textarea
          id={`${id}message`}
          data-testid="message"
          rows={5}
          maxLength={longest}
          placeholder="Your parcel is being held. Pay 2.99 here…"
          value={message}
          onChange={(event) => setMessage(event.target.value)}
          aria-invalid={problem !== ''}
          aria-describedby={`${id}hint ${id}problem`}
        />
        <p className="hint" id={`${id}hint`}>
          Leave out names and numbers of your own. {longest - message.length} characters left.
        </p>
      </div>
      <fieldset className="field">
        <legend>How did it reach you?</legend>
        <div className="choices">
          {Object.entries(channels).map(([value, label]) => (
            <label key={value} className="choice">
              <input
                type="radio"
                name={`${id}channel`}
                data-testid={`channel-${value}`}
                checked={channel === value}
                onChange={() => setChannel(value as Channel)}
              />
              <span>
                <ChannelIcon channel={value as Channel} />
                {label}
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <button type="submit" className="button primary" data-testid="submit-report" disabled={sending}>
        {sending ? 'Sending…' : 'Ask the others'}
      </button>
      <p className="problem" role="alert" id={`${id}problem`} data-testid="form-problem">
        {problem}
      </p>
      <p className="done" role="status" data-testid="form-done">
        {reported && (
          <>
            Thank you. <Link to={reportPath(reported.id)}>Open your report</Link>
          </>
        )}
      </p>
    </form>
  )
}
