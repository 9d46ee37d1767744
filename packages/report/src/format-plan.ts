import {
  type Action,
  type Change,
  isLater,
  type Json,
  type Later,
  type Plan,
  type Refusal,
  type Risk,
  type Step,
} from '@project-utils/contract'
import { type Form, formOf, type Paint } from './paint.ts'
import { truncate, wrap } from './text.ts'

/** A plan for the person who is to approve it: every step with what it changes and risks, what is refused, and what was prepared. */
export function formatPlan(plan: Plan, form?: Partial<Form>): string {
  const full = formOf(form)
  const { paint, width } = full
  const blocks = [
    `${paint.bold(`Plan: ${plan.kind}`)} ${plan.scopes.map(formatScope).join(', ')}`.trimEnd(),
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

function formatScope(scope: Plan['scopes'][number]): string {
  return `${scope.project} ${scope.environment} (${scope.account}, ${scope.region}${scope.local === true ? ', local' : ''})`
}

const symbols: Readonly<Record<Action, string>> = {
  create: '+',
  modify: '~',
  replace: '-/+',
  remove: '-',
  run: '>',
  check: '>',
  move: '>',
}

function sign(action: Action, paint: Paint): string {
  const colour = { create: paint.green, modify: paint.yellow, replace: paint.red, remove: paint.red }
  return (action in colour ? colour[action as keyof typeof colour] : paint.cyan)(symbols[action])
}

function formatStep(step: Step, form: Form): string {
  const { paint, width } = form
  const undo = { automatic: '', 'by hand': 'undone by hand', impossible: 'cannot be undone' }[step.undo]
  return [
    `${sign(step.action, paint)} ${paint.bold(step.title)} ${paint.dim(step.id)}`,
    wrap(step.why, width, '    '),
    ...(undo === '' ? [] : [`    ${paint.yellow(undo)}`]),
    ...(step.changes ?? []).map((change) => `    ${formatChange(change, form)}`),
    ...step.risks.map((risk) => formatRisk(risk, form)),
  ].join('\n')
}

function formatChange(change: Change, { paint, width }: Form): string {
  const name = change.path === undefined ? change.subject : `${change.subject}.${change.path}`
  const head = [sign(change.action, paint), name, change.type === undefined ? '' : paint.dim(change.type)]
  const room = Math.max(10, Math.floor((Math.min(width, 400) - name.length - 14) / 2))
  const [before, after] = [formatValue(change.before, room), formatValue(change.after, room)]
  const values =
    before !== '' && after !== '' ? `${before} → ${after}` : after !== '' ? after : before === '' ? '' : `was ${before}`
  const reason = change.reason === undefined ? '' : paint.dim(`(${change.reason})`)
  return [...head, values, reason].filter((part) => part !== '').join(' ')
}

function formatValue(value: Json | Later | undefined, room: number): string {
  if (value === undefined) return ''
  if (isLater(value)) return `known after ${value.later}`
  return truncate(JSON.stringify(value), room)
}

function formatRisk(risk: Risk, { paint, width }: Form): string {
  if (risk.accepted === true) return wrap(`accepted ${risk.kind}: ${risk.message}`, width, '    ')
  const mustBeNamed = risk.kind === 'data-loss' || risk.kind === 'replacement'
  const how = mustBeNamed ? `\naccept it with --accept-risk ${risk.subject}` : ''
  return colourLines(wrap(`! ${risk.kind}: ${risk.message}${how}`, width, '    '), paint.red)
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
  const words = {
    create: 'create',
    modify: 'change',
    replace: 'replace',
    remove: 'remove',
    run: 'run',
    check: 'check',
    move: 'move',
  }
  const counts = Object.entries(words)
    .map(([action, word]) => ({ word, count: plan.steps.filter((step) => step.action === action).length }))
    .filter(({ count }) => count > 0)
    .map(({ word, count }) => `${count} to ${word}`)
  const open = plan.steps.flatMap((step) => step.risks).filter((risk) => risk.accepted !== true).length
  const risks = open === 0 ? '' : paint.red(` ${open === 1 ? '1 open risk' : `${open} open risks`}.`)
  return `${plan.steps.length === 1 ? '1 step' : `${plan.steps.length} steps`}: ${counts.join(', ')}.${risks}`
}

function colourLines(text: string, colour: (text: string) => string): string {
  return text.replace(/[^\n]*\S/g, (line) =>
    line.replace(/^(\s*)(.*)$/, (_all, indent: string, rest: string) => indent + colour(rest)),
  )
}
