import {
  type Envelope,
  type Event,
  type Finding,
  formatPlace,
  type Notice,
  type Plan,
  type Problem,
} from '@project-utils/contract'
import { formOf } from './paint.ts'
import type { Form, Reporter } from './program.ts'

/** The texts of a program that brings no reporter: everything is said, nothing is set in columns. */
export const plainReporter: Reporter = { formatPlan, formatResult, formatEventLine, formatProblems, formatFindings }

function formatPlan(plan: Plan, form?: Partial<Form>): string {
  const { paint } = formOf(form)
  const steps = plan.steps.map((step) => {
    const risks = step.risks.map((risk) => `\n  ${paint.red(`${risk.kind}: ${risk.message}`)}`).join('')
    return `${step.action} ${step.title}: ${step.why}${risks}`
  })
  const refusals = plan.refusals.map((refusal) => paint.red(`refused: ${refusal.message}${hintOf(refusal.hint)}`))
  return [...(steps.length === 0 ? ['nothing to do'] : steps), ...refusals, ...plan.notes].join('\n')
}

function formatResult(envelope: Envelope, form?: Partial<Form>): string {
  const { paint } = formOf(form)
  const head = envelope.ok ? paint.green(`${envelope.command}: done`) : paint.red(`${envelope.command}: failed`)
  const data = envelope.data === null ? [] : [JSON.stringify(envelope.data, undefined, 2)]
  const next = envelope.next === undefined ? [] : [`next: ${paint.bold(envelope.next.command)} (${envelope.next.why})`]
  return [head, ...data, formatFindings(envelope.findings), formatProblems(envelope.problems, form), ...next]
    .filter((line) => line !== '')
    .join('\n')
}

function formatEventLine(event: Event | Notice): string | undefined {
  if (event.type === 'warning') return `warning: ${event.message}${hintOf(event.hint)}`
  if (event.type === 'finding') return findingLine(event.finding)
  if (event.type === 'row') return typeof event.data === 'string' ? event.data : JSON.stringify(event.data)
  if (event.type !== 'step') return undefined
  if (event.state === 'started') return `${event.title} ...`
  if (event.state === 'progress') return event.note === undefined ? undefined : `${event.title}: ${event.note}`
  return `${event.title}: ${event.outcome ?? 'done'}`
}

function formatProblems(problems: readonly Problem[], form?: Partial<Form>): string {
  const { paint } = formOf(form)
  return problems
    .map(({ code, message, hint, where }) => {
      const place = where === undefined ? '' : `${formatPlace(where)}: `
      return `${paint.red(code)} ${place}${message}${hint === undefined ? '' : `\n  ${hint}`}`
    })
    .join('\n')
}

function formatFindings(findings: readonly Finding[]): string {
  return findings.map(findingLine).join('\n')
}

function findingLine(finding: Finding): string {
  const place = finding.where === undefined ? '' : ` ${formatPlace(finding.where)}`
  return `${finding.severity} ${finding.rule}${place}: ${finding.message}${hintOf(finding.fix)}`
}

function hintOf(hint: string | undefined): string {
  return hint === undefined ? '' : ` (${hint})`
}
