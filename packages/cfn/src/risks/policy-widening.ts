import { list } from '../change-set/causes.ts'
import { matches, mayMeet } from './glob.ts'
import type { Part, Statement } from './policy-document.ts'

/** Whose policy it is: what somebody may do, who may use a thing, or who may take on a role. */
export type PolicyKind = 'identity' | 'resource' | 'trust'

/** Above this many combinations of one statement they are not told apart. */
const mostAtoms = 4000

interface Atom {
  readonly action: string
  readonly resource: string
  readonly principal: string
}

/**
 * What the statements after allow that those before did not, in words: actions, resources and principals that are new,
 * conditions that fell away, refusals that are gone. Empty where nothing got wider; compared by meaning, so that neither
 * order nor way of writing counts.
 */
export function widenings(
  before: readonly Statement[],
  after: readonly Statement[],
  kind: PolicyKind,
): readonly string[] {
  const allowed = before.filter(({ effect }) => effect === 'Allow')
  const given = after.filter(({ effect }) => effect === 'Allow').flatMap((statement) => newIn(statement, allowed, kind))
  const denials = after.filter(({ effect }) => effect === 'Deny')
  const lost = before
    .filter(({ effect }) => effect === 'Deny')
    .filter((statement) => !denials.some((other) => covers(other, statement)))
    .map((statement) => `no longer denies ${partText(statement.actions)}${on(statement.resources, kind)}`)
  return [...new Set([...given, ...lost])]
}

function newIn(statement: Statement, allowed: readonly Statement[], kind: PolicyKind): readonly string[] {
  if (allowed.some((other) => covers(other, statement))) return []
  const { actions, resources, principals } = statement
  const isPlain = ![actions, resources, principals].some(({ isExcept }) => isExcept)
  const count = actions.names.length * resources.names.length * principals.names.length
  if (!isPlain || count > mostAtoms) return [whole(statement, kind)]
  const atoms = actions.names.flatMap((action) =>
    resources.names.flatMap((resource) => principals.names.map((principal) => ({ action, resource, principal }))),
  )
  const open = atoms.filter((atom) => !allowed.some((other) => allows(other, atom) && isNoStricter(other, statement)))
  if (open.length === 0) return []
  const unconditioned = open.filter((atom) => !allowed.some((other) => allows(other, atom)))
  if (unconditioned.length === 0) return [dropped(statement, open, allowed, kind)]
  return inWords(statement, unconditioned, allowed, kind)
}

/** Principals that could do nothing before, actions that nobody could, and what is left: more resources. */
function inWords(
  statement: Statement,
  open: readonly Atom[],
  allowed: readonly Statement[],
  kind: PolicyKind,
): readonly string[] {
  const isNew = (key: keyof Atom) => (name: string) =>
    !allowed.some((other) => partAllows(other[`${key}s` as 'actions'], name))
  const fresh = (key: keyof Atom): readonly string[] => [...new Set(open.map((atom) => atom[key]))].filter(isNew(key))
  const [principals, actions] = [kind === 'identity' ? [] : fresh('principal'), fresh('action')]
  const rest = open.filter(({ action, principal }) => !principals.includes(principal) && !actions.includes(action))
  const known = open.filter(({ principal }) => !principals.includes(principal))
  const words: string[] = []
  if (principals.length > 0) words.push(letsIn(principals, statement, kind))
  if (actions.length > 0 && known.some(({ action }) => actions.includes(action))) {
    words.push(`allows ${list(actions)}${on(statement.resources, kind)}`)
  }
  if (rest.length > 0) {
    const names = [...new Set(rest.map(({ resource }) => resource))]
    const resources: Part = { names, isExcept: false, isFolded: false }
    const their = list([...new Set(rest.map(({ action }) => action))])
    const was = resources.names.includes('*') ? formerly(rest, allowed) : ''
    words.push(
      `allows ${their}${on(resources, kind) || ` to ${list([...new Set(rest.map((one) => one.principal))])}`}${was}`,
    )
  }
  return words
}

/** On what the same actions were allowed before. */
function formerly(rest: readonly Atom[], allowed: readonly Statement[]): string {
  const names = allowed
    .filter(({ actions }) => rest.some(({ action }) => partAllows(actions, action)))
    .flatMap(({ resources }) => (resources.isExcept ? [] : resources.names))
  return names.length === 0 ? '' : ` instead of ${list([...new Set(names)])}`
}

function dropped(statement: Statement, open: readonly Atom[], allowed: readonly Statement[], kind: PolicyKind): string {
  const former = allowed.find((other) => open.some((atom) => allows(other, atom)))
  const gone = (former?.conditions ?? []).filter((condition) => !statement.conditions.includes(condition))
  const what = list([...new Set(open.map(({ action }) => action))])
  return `allows ${what}${on(statement.resources, kind)} no longer only where ${list(gone)}`
}

function whole(statement: Statement, kind: PolicyKind): string {
  const who = kind === 'identity' ? '' : ` to ${partText(statement.principals)}`
  return `allows ${partText(statement.actions)}${on(statement.resources, kind)}${who}`
}

function letsIn(principals: readonly string[], { actions, conditions }: Statement, kind: PolicyKind): string {
  const who = principals.includes('*') ? 'everybody' : list(principals)
  const under = conditions.length === 0 ? '' : ` where ${list(conditions)}`
  return kind === 'trust' ? `lets ${who} take it on${under}` : `lets ${who} do ${partText(actions)}${under}`
}

function on(resources: Part, kind: PolicyKind): string {
  return kind === 'identity' ? ` on ${partText(resources)}` : ''
}

function partText({ names, isExcept }: Part): string {
  return isExcept ? `everything but ${list(names)}` : list(names)
}

/** Tells whether one statement reaches at least as far as another. */
function covers(wide: Statement, narrow: Statement): boolean {
  const parts = ['actions', 'resources', 'principals'] as const
  return isNoStricter(wide, narrow) && parts.every((key) => partCovers(wide[key], narrow[key]))
}

/** Every condition of the one stands in the other, too. */
function isNoStricter(wide: Statement, narrow: Statement): boolean {
  return wide.conditions.every((condition) => narrow.conditions.includes(condition))
}

function partCovers(wide: Part, narrow: Part): boolean {
  if (narrow.isExcept) {
    if (!wide.isExcept) return wide.names.includes('*')
    return wide.names.every((name) => partAllows({ ...narrow, isExcept: false }, name))
  }
  return narrow.names.every((name) => partAllows(wide, name))
}

function allows({ actions, resources, principals }: Statement, atom: Atom): boolean {
  return (
    partAllows(actions, atom.action) && partAllows(resources, atom.resource) && partAllows(principals, atom.principal)
  )
}

function partAllows({ names, isExcept, isFolded }: Part, name: string): boolean {
  const fold = (text: string): string => (isFolded ? text.toLowerCase() : text)
  const wanted = fold(name)
  if (!isExcept) return names.some((pattern) => matches(fold(pattern), wanted))
  return !names.some((pattern) => mayMeet(fold(pattern), wanted))
}
