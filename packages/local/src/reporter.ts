import type { Form, Reporter } from '@project-utils/cli'
import {
  type Envelope,
  type Event,
  type Finding,
  formatPlace,
  type Json,
  type Notice,
  type Problem,
} from '@project-utils/contract'
import { formatShell } from './shell.ts'

/** The texts of this program: short facts, one a line; `env` prints nothing but what a shell evaluates. */
export const reporter: Reporter = {
  formatResult,
  formatEventLine,
  formatProblems,
  formatFindings,
  // No command of this program plans.
  formatPlan: (plan) => plan.steps.map((step) => step.title).join('\n'),
}

function formatResult(envelope: Envelope, form?: Partial<Form>): string {
  const data = isObject(envelope.data) ? envelope.data : {}
  if (envelope.ok && isObject(data['variables']) && Array.isArray(data['unset'])) {
    return formatShell({ variables: data['variables'] as Record<string, string>, unset: data['unset'] })
  }
  const facts = Object.entries(data).map(([name, value]) => `${`${name}:`.padEnd(11)} ${formatValue(value)}`)
  const next = envelope.next === undefined ? [] : [`next: ${bold(envelope.next.command, form)} (${envelope.next.why})`]
  return [...facts, formatProblems(envelope.problems, form), ...next].filter((line) => line !== '').join('\n')
}

function formatValue(value: Json | undefined): string {
  if (value === true) return 'yes'
  if (value === false) return 'no'
  if (value === null || value === undefined) return 'none'
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ')
  if (!isObject(value)) return String(value)
  const entries = Object.entries(value)
  return entries.length === 0 ? 'none' : entries.map(([name, inner]) => `${name} ${formatValue(inner)}`).join(', ')
}

function formatEventLine(event: Event | Notice): string | undefined {
  if (event.type === 'warning') return event.hint === undefined ? event.message : `${event.message} (${event.hint})`
  if (event.type === 'finding') return formatFindings([event.finding])
  if (event.type !== 'step') return undefined
  if (event.state === 'started') return `${event.title} ...`
  if (event.state === 'progress') return event.note === undefined ? undefined : `${event.title}: ${event.note}`
  return `${event.title}: ${event.outcome ?? 'done'}`
}

function formatProblems(problems: readonly Problem[], form?: Partial<Form>): string {
  const red = form?.paint?.red ?? ((text: string) => text)
  return problems
    .map(({ code, message, hint }) => `${red(code)} ${message}${hint === undefined ? '' : `\n  ${hint}`}`)
    .join('\n')
}

function formatFindings(findings: readonly Finding[]): string {
  return findings
    .map(
      ({ severity, rule, where, message }) => `${severity} ${rule}${where ? ` ${formatPlace(where)}` : ''}: ${message}`,
    )
    .join('\n')
}

function bold(text: string, form: Partial<Form> | undefined): string {
  return form?.paint?.bold(text) ?? text
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json | undefined } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
