import { ago } from './ago.ts'
import { ChannelIcon } from './icons.tsx'
import { Link } from './link.tsx'
import { channels, type Report } from './report.ts'
import { reportPath } from './route.ts'
import { StandingChip, Tally } from './tally.tsx'

/** Where a message came from, and when it was reported. */
export function Origin({ report }: { readonly report: Report }) {
  return (
    <span className="origin">
      <ChannelIcon channel={report.channel} />
      {channels[report.channel]}
      <span aria-hidden="true">·</span>
      <time dateTime={report.createdAt} title={new Date(report.createdAt).toLocaleString('en')}>
        {ago(report.createdAt, new Date())}
      </time>
    </span>
  )
}

/** A report in the list. */
export function ReportCard({ report }: { readonly report: Report }) {
  return (
    <li className="card report" data-testid="report-item" data-report-id={report.id}>
      <div className="row">
        <Origin report={report} />
        <StandingChip report={report} />
      </div>
      <Link to={reportPath(report.id)} className="message">
        <span className="clamped">{report.message}</span>
      </Link>
      <Tally report={report} />
    </li>
  )
}
