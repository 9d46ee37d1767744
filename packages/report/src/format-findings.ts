import { type Finding, formatPlace, type Severity } from '@project-utils/contract'
import { type Form, formOf, type Paint } from './paint.ts'
import { wrap } from './text.ts'

const order: readonly Severity[] = ['error', 'warning', 'info']

/** Findings, the severe ones first, each with rule, place and what to do; empty where there are none. */
export function formatFindings(findings: readonly Finding[], form?: Partial<Form>): string {
  const { paint, width } = formOf(form)
  return findings
    .toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity))
    .map((finding) => {
      const fix = finding.fix === undefined ? [] : [wrap(finding.fix, width, '  → ').replaceAll('\n  → ', '\n    ')]
      return [headOf(finding, paint), wrap(finding.message, width, '  '), ...fix].join('\n')
    })
    .join('\n')
}

/** A finding in one line. */
export function formatFindingLine(finding: Finding, paint: Paint): string {
  return `${headOf(finding, paint)}: ${finding.message}${finding.fix === undefined ? '' : ` (${finding.fix})`}`
}

function headOf({ severity, rule, where }: Finding, paint: Paint): string {
  const colour = severity === 'error' ? paint.red : severity === 'warning' ? paint.yellow : paint.cyan
  const place = where === undefined ? '' : formatPlace(where)
  return `${colour(severity)} ${paint.dim(rule)}${place === '' ? '' : ` ${paint.cyan(place)}`}`
}
