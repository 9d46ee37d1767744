import {
  type Action,
  type Change,
  openRisks,
  type Plan,
  type Refusal,
  type Risk,
  type Step,
} from '@project-utils/contract'
import { type Form, formOf, type Paint } from './paint.ts'
import { bySubject, countText, type SubjectChanges, scopeText, signs, valueText, wayToAccept } from './plan-words.ts'
import { truncate, wrap } from './text.ts'

/**
 * A plan for the person who is to approve it: its risks first, then every step with the resources that it changes and their
 * properties, what is refused, and what was prepared. Long values are cut; the whole stands in the plan's JSON.
 */
export function formatPlan(plan: Plan, form?: Partial<Form>): string {
  const full = formOf(form)
  const { paint, width } = full
  const risks = plan.steps.flatMap((step) => step.risks)
  const blocks = [
    `${paint.bold(`Plan: ${plan.kind}`)} ${plan.scopes.map(scopeText).join(', ')}`.trimEnd(),
    section(
      'Risks',
      risks.map((risk) => formatRisk(risk, full)),
      openRisks(plan).length > 0 ? (text) => paint.bold(paint.red(text)) : paint.bold,
    ),
    ...plan.steps.map((step) => formatStep(step, full)),
    section(
      'Notes',
      plan.notes.map((note) => wrap(note, width, '  ')),
      paint.bold,
    ),
    section(
      'Prepared, and nobody is served from it',
      plan.prepared.map((one) => `  ${one.kind} ${one.id} for ${one.step}`),
      paint.bold,
    ),
    section(
      'Refused',
      plan.refusals.map((refusal) => formatRefusal(refusal, full)),
      paint.red,
    ),
    summary(plan, paint),
  ]
  return blocks.filter((block) => block !== '').join('\n\n')
}

function sign(action: Action, paint: Paint): string {
  const colour = { create: paint.green, modify: paint.yellow, replace: paint.red, remove: paint.red }
  return (action in colour ? colour[action as keyof typeof colour] : paint.cyan)(signs[action])
}

function formatStep(step: Step, form: Form): string {
  const { paint, width } = form
  const undo = { automatic: '', 'by hand': 'undone by hand', impossible: 'cannot be undone' }[step.undo]
  return [
    `${sign(step.action, paint)} ${paint.bold(step.title)} ${paint.dim(step.id)}`,
    wrap(step.why, width, '    '),
    ...(undo === '' ? [] : [`    ${paint.yellow(undo)}`]),
    ...bySubject(step.changes ?? []).map((subject) => formatSubject(subject, form)),
  ].join('\n')
}

function formatSubject({ subject, action, type, reason, properties }: SubjectChanges, form: Form): string {
  const { paint, width } = form
  const head = [`    ${sign(action, paint)}`, subject, type === undefined ? '' : paint.dim(type)]
  const why = reason === undefined ? [] : [colourLines(wrap(reason, width, '        '), colourOf(action, paint))]
  return [
    head.filter((part) => part !== '').join(' '),
    ...why,
    ...properties.map((change) => formatProperty(change, form)),
  ].join('\n')
}

function colourOf(action: Action, { red, yellow, dim }: Paint): (text: string) => string {
  return action === 'replace' ? red : action === 'modify' ? yellow : dim
}

function formatProperty({ path, before, after }: Change, { width }: Form): string {
  const name = path === undefined ? '' : `${path} `
  const room = Math.max(8, Math.floor((Math.min(width, 400) - name.length - 12) / 2))
  const [was, is] = [before, after].map((value) => truncate(valueText(value), room))
  const values = was !== '' && is !== '' ? `${was} → ${is}` : is !== '' ? `→ ${is}` : was === '' ? '' : `was ${was}`
  return `        ${name}${values}`.trimEnd()
}

function formatRisk(risk: Risk, { paint, width }: Form): string {
  if (risk.accepted === true) return wrap(`accepted ${risk.kind}: ${risk.message}`, width, '  ')
  const way = wayToAccept(risk)
  const text = wrap(`! ${risk.kind}: ${risk.message}`, width, '  ')
  return colourLines(way === undefined ? text : `${text}\n    accept it with ${way}`, paint.red)
}

function formatRefusal({ code, message, hint }: Refusal, { paint, width }: Form): string {
  const way = hint === undefined ? '' : `\n${wrap(hint, width, '    ')}`
  return `${colourLines(wrap(message, width, '  '), paint.red)} ${paint.dim(code)}${way}`
}

function section(title: string, lines: readonly string[], colour: (text: string) => string): string {
  return lines.length === 0 ? '' : [colour(title), ...lines].join('\n')
}

function summary(plan: Plan, paint: Paint): string {
  if (plan.steps.length === 0) return plan.refusals.length > 0 ? '' : 'Nothing to do.'
  const counts = countText(plan.steps.map(({ action }) => action))
  const open = openRisks(plan).length
  const risks = open === 0 ? '' : paint.red(` ${open === 1 ? '1 open risk' : `${open} open risks`}.`)
  return `${plan.steps.length === 1 ? '1 step' : `${plan.steps.length} steps`}: ${counts}.${risks}`
}

function colourLines(text: string, colour: (text: string) => string): string {
  return text.replace(/[^\n]*\S/g, (line) =>
    line.replace(/^(\s*)(.*)$/, (_all, indent: string, rest: string) => indent + colour(rest)),
  )
}
