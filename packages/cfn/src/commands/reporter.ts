import type { Reporter } from '@project-utils/cli'
import * as report from '@project-utils/report'

/** The texts of this program: those of all, and a plan in Markdown where that was asked for. */
export const reporter: Reporter = {
  ...report,
  formatResult(envelope, form) {
    const { data } = envelope
    const markdown = typeof data === 'object' && data !== null && 'markdown' in data ? data['markdown'] : undefined
    return typeof markdown === 'string' ? markdown.trimEnd() : report.formatResult(envelope, form)
  },
}
