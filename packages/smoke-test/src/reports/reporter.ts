import type { Reporter } from '@project-utils/cli'
import * as report from '@project-utils/report'
import { formatSuites } from './format-suites.ts'
import { suitesIn } from './read-results.ts'

/** The texts for people: results of suites have a form of their own, in which each failure stands beside its exchange. */
export const reporter: Reporter = {
  ...report,
  // What a suite came to is told at the end, as a whole.
  formatEventLine: (event, form) =>
    event.type === 'fact' && event.name === 'suite.result' ? undefined : report.formatEventLine(event, form),
  formatResult(envelope, form) {
    const suites = suitesIn(envelope)
    const { data } = envelope
    const isSuite = typeof data === 'object' && data !== null && 'yaml' in data && typeof data['yaml'] === 'string'
    // What is to be saved stands alone.
    if (isSuite && envelope.ok) return String(data['yaml']).trimEnd()
    if (suites === undefined) return report.formatResult(envelope, form)
    // A failed step is told once, where it stands.
    const findings = envelope.findings.filter(({ category }) => category !== 'smoke-test')
    return `${formatSuites(suites, form)}\n${report.formatResult({ ...envelope, data: null, findings }, form)}`
  },
}
