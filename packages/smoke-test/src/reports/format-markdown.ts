import { formatPlace } from '@project-utils/contract'
import { formatDuration } from '../duration.ts'
import type { SuiteResult, SuiteStepResult } from '../suite/result.ts'
import { plain, sideLines } from './exchange-text.ts'
import { differencesOf, partsOf, summaryOf, totalsOf } from './parts.ts'

/** Failures that are shown whole, and characters of all: GitHub takes a job summary of one mebibyte. */
const limits = { failures: 50, characters: 900_000 }

/** Results as Markdown, as GitHub shows it as a job's summary: a table of the suites, then each failure with its exchange. */
export function formatMarkdown(suites: readonly SuiteResult[], title: string): string {
  const totals = totalsOf(suites)
  const isOk = suites.every(({ ok }) => ok)
  const failed = stepsOf(suites, ({ outcome }) => outcome === 'failed')
  const retried = stepsOf(suites, ({ retried: isRetried }) => isRetried === true)
  const blocks = [
    `## ${isOk ? '✅' : '❌'} ${inline(title)}`,
    `${summaryOf(totals)}.`,
    table(suites),
    ...failed.slice(0, limits.failures).map(({ suite, step }) => failure(suite, step)),
    ...(failed.length > limits.failures ? [`… and ${failed.length - limits.failures} more failures.`] : []),
    ...(retried.length === 0 ? [] : ['### Passed only after a retry', retried.map(retriedLine).join('\n')]),
  ]
  let text = ''
  for (const block of blocks) {
    if (text.length + block.length > limits.characters) return `${text}… the rest is left out: it would be too long.\n`
    text += `${block}\n\n`
  }
  return text
}

interface Placed {
  readonly suite: string
  readonly step: SuiteStepResult
}

function stepsOf(suites: readonly SuiteResult[], wanted: (step: SuiteStepResult) => boolean): readonly Placed[] {
  return suites.flatMap((suite) =>
    partsOf(suite).flatMap(({ name, steps }) =>
      steps
        .filter(wanted)
        .map((step) => ({ suite: name === 'checks' ? suite.suite : `${suite.suite}, ${name}`, step })),
    ),
  )
}

function table(suites: readonly SuiteResult[]): string {
  const rows = suites.map((suite) => {
    const { retried, beside } = totalsOf([suite])
    const cells = [
      `${suite.ok ? '✅' : '❌'} ${inline(suite.suite)}`,
      suite.passed,
      suite.failed,
      retried,
      beside.length === 0 ? '' : `${beside.map((one) => one.split(' of ')[0]).join(', ')} failed`,
      formatDuration(suite.ms),
    ]
    return `| ${cells.join(' | ')} |`
  })
  return ['| suite | passed | failed | retried | beside | time |', '|---|--:|--:|--:|---|--:|', ...rows].join('\n')
}

function failure(suite: string, step: SuiteStepResult): string {
  const place = formatPlace(step.where ?? {})
  const tries = step.attempts > 1 ? `, ${step.attempts} tries` : ''
  const lines = [
    `### ❌ ${inline(suite)}: ${inline(step.name)}`,
    `${step.kind}${place === '' ? '' : `, ${inline(place)}`}, ${formatDuration(step.ms)}${tries}`,
    '',
    fenced(differencesOf(step).join('\n'), 'text'),
  ]
  const { exchange } = step
  if (exchange === undefined) return lines.join('\n')
  const sides = [
    '<details><summary>request and response</summary>',
    '',
    fenced(sideLines(exchange.request).join('\n'), 'http'),
    '',
    fenced(sideLines(exchange.response).join('\n'), 'http'),
    '',
    ...(exchange.files ?? []).map((file) => `${inline(file)}\n`),
    '</details>',
  ]
  return [...lines, '', ...sides].join('\n')
}

function retriedLine({ suite, step }: Placed): string {
  return `- ${inline(suite)}: ${inline(step.name)}: ${inline(step.message ?? '')}`
}

/** A text inside a line, which no character of it can leave. */
function inline(text: string): string {
  const flat = plain(text).replaceAll(/\s+/g, ' ')
  return flat.replaceAll(/[\\`*_{}[\]<>#!|~&@$]/g, (char) => `&#${char.charCodeAt(0)};`)
}

/** A block of code, fenced by more backticks than the text holds. */
function fenced(text: string, language: string): string {
  const shown = plain(text)
  const longest = Math.max(2, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${shown}\n${fence}`
}
