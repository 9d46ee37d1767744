import { formatPlace } from '@project-utils/contract'
import { type Form, formatDuration, plainPaint } from '@project-utils/report'
import type { Exchange } from '../step-kind.ts'
import type { SuiteResult, SuiteStepResult } from '../suite/result.ts'
import { plain, sideLines } from './exchange-text.ts'
import { differencesOf, partsOf, type SuitePart, summaryOf, totalsOf } from './parts.ts'

/** Steps of a part above which those that passed are only counted. */
const mostListed = 20

/** Lines of a request or response that are shown, headers among them, and columns without bound where nobody knows the width. */
const limits = { lines: 14, headers: 6, width: 120 }

/** Results for people: each step, what differed with the exchange beside it, and one line that sums up. */
export function formatSuites(suites: readonly SuiteResult[], form: Partial<Form> = {}): string {
  const full: Form = { paint: form.paint ?? plainPaint, width: Math.max(40, Math.min(form.width ?? 100, limits.width)) }
  const blocks = suites.map((suite) => suiteLines(suite, full).join('\n'))
  return [...blocks, sumLine(suites, full)].join('\n')
}

function sumLine(suites: readonly SuiteResult[], { paint }: Form): string {
  const totals = totalsOf(suites)
  const isOk = suites.every(({ ok }) => ok)
  const colour = isOk ? (totals.retried === 0 ? paint.green : paint.yellow) : paint.red
  return `${colour(paint.bold(`${isOk ? '✓' : '✗'} ${oneLine(summaryOf(totals))}`))} ${paint.dim(`in ${formatDuration(totals.ms)}`)}`
}

function suiteLines(suite: SuiteResult, form: Form): readonly string[] {
  const { paint } = form
  const parts = partsOf(suite)
  return [
    `${paint.bold(oneLine(suite.suite))} ${paint.dim(formatDuration(suite.ms))}`,
    ...parts.flatMap((part) => partLines(part, parts.length > 1, form)),
  ]
}

function partLines({ name, steps }: SuitePart, isTitled: boolean, form: Form): readonly string[] {
  const { paint } = form
  const title = isTitled ? [`  ${paint.dim(name)}`] : []
  const isQuiet = (step: SuiteStepResult): boolean => step.outcome === 'passed' && step.message === undefined
  if (steps.length <= mostListed) return [...title, ...steps.flatMap((step) => stepLines(step, form))]
  const quiet = steps.filter(isQuiet).length
  const counted = quiet === 0 ? [] : [`  ${paint.green('✓')} ${quiet} passed at once`]
  return [...title, ...counted, ...steps.filter((step) => !isQuiet(step)).flatMap((step) => stepLines(step, form))]
}

function stepLines(step: SuiteStepResult, form: Form): readonly string[] {
  const { paint } = form
  const { name, ms, attempts, message, outcome, exchange } = step
  const tries = attempts > 1 ? `, ${attempts} tries` : ''
  const time = paint.dim(`${formatDuration(ms)}${tries}`)
  if (outcome === 'passed') {
    const sign = step.retried === true ? paint.yellow('~') : paint.green('✓')
    return [
      `  ${sign} ${oneLine(name)} ${time}`,
      ...(message === undefined ? [] : [`      ${paint.dim(oneLine(message))}`]),
    ]
  }
  const place = oneLine(formatPlace(step.where ?? {}))
  const where = place === '' ? '' : ` ${paint.cyan(place)}`
  return [
    `  ${paint.red('✗')} ${paint.bold(oneLine(name))} ${time}${where}`,
    ...differencesOf(step).map((one) => `      ${paint.red(oneLine(one))}`),
    ...(exchange === undefined ? [] : exchangeLines(exchange, form)),
  ]
}

function exchangeLines({ request, response, files = [] }: Exchange, { paint, width }: Form): readonly string[] {
  const indent = '      '
  const pictures = files.map((file) => `${indent}${paint.dim('picture:')} ${oneLine(file)}`)
  const [sent, came] = [shortened(sideLines(request)), shortened(sideLines(withoutTransport(response)))]
  const column = Math.floor((width - indent.length - 3) / 2)
  if (width < 100) {
    const quoted = (sign: string, lines: readonly string[]): readonly string[] =>
      lines.map((line, index) =>
        paint.dim(`${indent}${index === 0 ? sign : ' '} ${fitted(line, width - indent.length - 2)}`.trimEnd()),
      )
    return [...quoted('→', sent), ...quoted('←', came), ...pictures]
  }
  const rows = Array.from({ length: Math.max(sent.length, came.length) }, (_, index) => {
    const left = fitted(sent[index] ?? '', column)
    const padded = left + ' '.repeat(Math.max(0, column - [...left].length))
    return paint.dim(`${indent}${padded} ${index === 0 ? '→' : '│'} ${fitted(came[index] ?? '', column)}`.trimEnd())
  })
  return [...rows, ...pictures]
}

/** Headers that say nothing of the application; the other reports show them all. */
const transport = new Set(['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding', 'vary', 'server'])

function withoutTransport(side: Exchange['response']): Exchange['response'] {
  if (side?.headers === undefined) return side
  const headers = Object.entries(side.headers).filter(([name]) => !transport.has(name.toLowerCase()))
  const isType = ([name]: readonly [string, string]): boolean => name.toLowerCase() === 'content-type'
  const ordered = [...headers.filter(isType), ...headers.filter((one) => !isType(one))]
  const more = ordered.length - limits.headers
  const shown = Object.fromEntries(ordered.slice(0, limits.headers))
  return { ...side, headers: more > 0 ? { ...shown, [`… ${more} more headers`]: '' } : shown }
}

function shortened(lines: readonly string[]): readonly string[] {
  if (lines.length <= limits.lines) return lines
  return [...lines.slice(0, limits.lines), `… ${lines.length - limits.lines} more lines`]
}

function fitted(line: string, width: number): string {
  const letters = [...line]
  return letters.length <= width ? line : `${letters.slice(0, width - 1).join('')}…`
}

function oneLine(text: string): string {
  return plain(text).replaceAll(/\s*\n\s*/g, ' ')
}
