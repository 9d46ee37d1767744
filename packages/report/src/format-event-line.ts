import type { Event, Json, Notice, StepNotice } from '@project-utils/contract'
import { formatDuration } from './duration.ts'
import { formatFindingLine } from './format-findings.ts'
import { type Form, formOf, type Paint } from './paint.ts'

/** Facts that only repeat what a person is shown in another way. */
const untold: ReadonlySet<string> = new Set(['plan.made', 'lock.waiting'])

/** One line for one event, for a log or a pipe; undefined where the event says nothing to a person. */
export function formatEventLine(event: Event | Notice, form?: Partial<Form>): string | undefined {
  const { paint } = formOf(form)
  switch (event.type) {
    case 'step':
      return formatStep(event, paint)
    case 'warning':
      return `${paint.yellow('warning')}: ${event.message}${event.hint === undefined ? '' : ` (${event.hint})`}`
    case 'finding':
      return formatFindingLine(event.finding, paint)
    case 'fact':
      return untold.has(event.name) ? undefined : `${paint.dim(event.name)} ${formatFact(event.data)}`.trimEnd()
    case 'row':
      return formatFields(event.data)
    default:
      return undefined
  }
}

function formatStep(step: StepNotice, paint: Paint): string | undefined {
  const time = step.ms === undefined ? '' : ` (${formatDuration(step.ms)})`
  if (step.state === 'started') return `${step.title} ...`
  if (step.state === 'progress') {
    const count =
      step.done === undefined ? '' : step.total === undefined ? `${step.done}` : `${step.done} of ${step.total}`
    const told = [count, step.note ?? ''].filter((part) => part !== '').join(' ')
    return told === '' ? undefined : paint.dim(`${step.title}: ${told}`)
  }
  const outcome = step.outcome ?? 'done'
  const colour = { done: paint.green, failed: paint.red, skipped: paint.dim, cancelled: paint.yellow }[outcome]
  return `${step.title}: ${colour(outcome)}${time}`
}

/** Data in one line: a text as it is, the values of a flat object one after the other, anything else as JSON. */
function formatFields(data: Json): string {
  if (typeof data === 'string') return data
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return JSON.stringify(data)
  const values = Object.values(data).filter((value) => value !== undefined && value !== null && value !== '')
  return values.map((value) => (typeof value === 'object' ? JSON.stringify(value) : String(value))).join(' ')
}

/** A fact in one line, without what only a program needs: nested data, ARNs and times stay in the event. */
function formatFact(data: Json): string {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return formatFields(data)
  const isPlain = (value: Json | undefined): boolean =>
    typeof value !== 'object' && !(typeof value === 'string' && /^(arn:|\d{4}-\d\d-\d\dT)/.test(value))
  return formatFields(Object.fromEntries(Object.entries(data).filter(([, value]) => isPlain(value))))
}
