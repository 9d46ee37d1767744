import type { Envelope, Json, Plan } from '@project-utils/contract'
import { formatData } from './format-data.ts'
import { formatFindings } from './format-findings.ts'
import { formatPlan } from './format-plan.ts'
import { formatProblems } from './format-problems.ts'
import { type Form, formOf, type Paint } from './paint.ts'
import { wrap } from './text.ts'

/** A result for people: how it ended and where, its data, findings and problems, and the command that follows. */
export function formatResult(envelope: Envelope, form?: Partial<Form>): string {
  const full = formOf(form)
  const { plan, rest } = partsOf(envelope.data)
  const { next } = envelope
  const blocks = [
    plan === undefined ? '' : formatPlan(plan, full),
    headOf(envelope, full.paint),
    rest === null ? '' : formatData(rest, full),
    formatFindings(envelope.findings, full),
    formatProblems(envelope.problems, full),
    next === undefined
      ? ''
      : `${full.paint.bold('next:')} ${full.paint.cyan(next.command)}\n${wrap(next.why, full.width, '  ')}`,
  ]
  return blocks.filter((block) => block !== '').join('\n')
}

const endings: Readonly<Record<number, string>> = {
  1: 'failed',
  2: 'wrong usage or configuration',
  4: 'blocked',
  5: 'the lock is held',
  6: 'failed, and a person is needed',
  7: 'verification failed',
  8: 'still running',
  70: 'a bug',
  130: 'interrupted',
  143: 'terminated',
}

function headOf(envelope: Envelope, paint: Paint): string {
  const scopes = envelope.scopes.map(
    (scope) => `${scope.project} ${scope.environment} (${scope.account}, ${scope.region})`,
  )
  const where = scopes.length === 0 ? '' : ` ${scopes.join(', ')}`
  const title = `${envelope.command}${where}`
  if (!envelope.ok) return `${paint.red(`✗ ${title}`)}: ${endings[envelope.exitCode] ?? 'failed'}`
  const how = envelope.dryRun ? 'dry run, nothing was changed' : 'done'
  return `${paint.green(`✓ ${title}`)}: ${envelope.exitCode === 3 ? 'changes found' : how}`
}

/** The plan of a dry run has a form of its own; the rest of the data is set generically. */
function partsOf(data: Json): { readonly plan?: Plan; readonly rest: Json } {
  if (!isRecord(data)) return { rest: data }
  const { plan, ...rest } = data
  return isPlan(plan) ? { plan, rest: Object.keys(rest).length === 0 ? null : rest } : { rest: data }
}

function isRecord(value: unknown): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isPlan(value: unknown): value is Plan {
  return (
    isRecord(value) && ['scopes', 'steps', 'prepared', 'refusals', 'notes'].every((key) => Array.isArray(value[key]))
  )
}
