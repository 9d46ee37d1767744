import type { SuiteResult, SuiteStepResult } from '../suite/result.ts'
import { plain, sideLines } from './exchange-text.ts'
import { differencesOf, partsOf, type SuitePart } from './parts.ts'

/**
 * Results as JUnit XML, as GitHub's, GitLab's and Jenkins' readers take it: a test suite for each suite, set-up and
 * clean-up apart, and what passed only after a retry as Maven Surefire tells it (`flakyFailure`).
 */
export function formatJunit(suites: readonly SuiteResult[]): string {
  const all = suites.flatMap((suite) => partsOf(suite).map((part) => ({ suite, part })))
  const steps = all.flatMap(({ part }) => part.steps)
  const lines = all.flatMap(({ suite, part }) => suiteLines(suite, part))
  const ms = steps.reduce((sum, step) => sum + step.ms, 0)
  const head = `<testsuites name="project-test" ${counts(steps, ms)}>`
  return `${['<?xml version="1.0" encoding="UTF-8"?>', head, ...lines, '</testsuites>'].join('\n')}\n`
}

function counts(steps: readonly SuiteStepResult[], ms: number): string {
  const failures = steps.filter(({ outcome }) => outcome === 'failed').length
  return `tests="${steps.length}" failures="${failures}" errors="0" skipped="0" time="${seconds(ms)}"`
}

function suiteLines({ suite, ms }: SuiteResult, { name, steps }: SuitePart): readonly string[] {
  const title = name === 'checks' ? suite : `${suite} ${name}`
  const time = name === 'checks' ? ms : steps.reduce((sum, step) => sum + step.ms, 0)
  const cases = steps.flatMap((step) => caseLines(title, step))
  return [`  <testsuite name="${attribute(title)}" ${counts(steps, time)}>`, ...cases, '  </testsuite>']
}

function caseLines(suite: string, step: SuiteStepResult): readonly string[] {
  const { name, kind, outcome, ms, attempts, where, retried, message } = step
  const place = [
    ...(where?.file === undefined ? [] : [` file="${attribute(where.file)}"`]),
    ...(where?.line === undefined ? [] : [` line="${where.line}"`]),
  ].join('')
  const head = `    <testcase classname="${attribute(suite)}" name="${attribute(name)}" time="${seconds(ms)}"${place}>`
  const type = `smoke/${attribute(kind)}`
  const inner: string[] = []
  if (outcome === 'failed') {
    const differences = differencesOf(step)
    const told = [...differences, ...(attempts > 1 ? [`after ${attempts} tries`] : []), ...exchangeLines(step)]
    inner.push(
      `      <failure message="${attribute(differences.join('; '))}" type="${type}">${text(told.join('\n'))}</failure>`,
    )
  } else if (retried === true) {
    inner.push(
      `      <flakyFailure message="${attribute(message ?? '')}" type="${type}">${text(message ?? '')}</flakyFailure>`,
    )
  }
  if (outcome === 'passed' && message !== undefined) {
    inner.push(`      <system-out>${text([message, ...exchangeLines(step)].join('\n'))}</system-out>`)
  }
  return inner.length === 0 ? [head.replace(/>$/, '/>')] : [head, ...inner, '    </testcase>']
}

function exchangeLines({ exchange }: SuiteStepResult): readonly string[] {
  if (exchange === undefined) return []
  const files = exchange.files ?? []
  return [
    ...['', 'request:', ...sideLines(exchange.request), '', 'response:', ...sideLines(exchange.response)],
    ...(files.length === 0 ? [] : ['', `files: ${files.join(', ')}`]),
  ]
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3)
}

/** What XML 1.0 cannot hold, even escaped, is shown as a picture of it. */
function text(value: string): string {
  return plain(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function attribute(value: string): string {
  return text(value).replaceAll('"', '&quot;').replaceAll('\n', '&#10;')
}
