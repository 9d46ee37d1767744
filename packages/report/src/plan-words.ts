import { type Action, type Change, isLater, type Json, type Later, type Plan, type Risk } from '@project-utils/contract'

/** The sign of an action, as in a diff. */
export const signs: Readonly<Record<Action, string>> = {
  create: '+',
  modify: '~',
  replace: '-/+',
  remove: '-',
  run: '>',
  check: '>',
  move: '>',
}

/** All lines about one subject of a step, in the order of their first. */
export interface SubjectChanges {
  readonly subject: string
  /** The gravest of its lines. */
  readonly action: Action
  readonly type?: string
  readonly reason?: string
  /** Lines that name a property or values; none where the subject as a whole is meant. */
  readonly properties: readonly Change[]
}

const gravity: readonly Action[] = ['check', 'run', 'move', 'modify', 'create', 'remove', 'replace']

/** Changes by their subject. */
export function bySubject(changes: readonly Change[]): readonly SubjectChanges[] {
  const groups = new Map<string, Change[]>()
  for (const change of changes) groups.set(change.subject, [...(groups.get(change.subject) ?? []), change])
  return [...groups].map(([subject, lines]) => {
    const action = lines.map((line) => line.action).toSorted((a, b) => gravity.indexOf(b) - gravity.indexOf(a))[0]
    const [type, reason] = [lines.find((line) => line.type)?.type, lines.find((line) => line.reason)?.reason]
    const properties = lines.filter(
      ({ path, before, after }) => path !== undefined || before !== undefined || after !== undefined,
    )
    return {
      ...{ subject, action: action ?? 'modify', properties },
      ...(type === undefined ? {} : { type }),
      ...(reason === undefined ? {} : { reason }),
    }
  })
}

/** A value on one line; nothing where there is none. */
export function valueText(value: Json | Later | undefined): string {
  if (value === undefined) return ''
  return isLater(value) ? `known after ${value.later}` : JSON.stringify(value)
}

/** How a risk is accepted, where it must be accepted by name. */
export function wayToAccept({ kind, subject }: Risk): string | undefined {
  return kind === 'data-loss' || kind === 'replacement' ? `--accept-risk ${subject}` : undefined
}

/** Scopes as people name them. */
export function scopeText(scope: Plan['scopes'][number]): string {
  return `${scope.project} ${scope.environment} (${scope.account}, ${scope.region}${scope.local === true ? ', local' : ''})`
}

const verbs: Readonly<Record<Action, string>> = {
  create: 'create',
  modify: 'change',
  replace: 'replace',
  remove: 'remove',
  run: 'run',
  check: 'check',
  move: 'move',
}

/** How many of each: `2 to create, 1 to replace`. */
export function countText(actions: readonly Action[]): string {
  return Object.entries(verbs)
    .map(([action, verb]) => ({ verb, count: actions.filter((one) => one === action).length }))
    .filter(({ count }) => count > 0)
    .map(({ verb, count }) => `${count} to ${verb}`)
    .join(', ')
}
