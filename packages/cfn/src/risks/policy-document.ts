import { canonicalJson } from '@project-utils/contract'
import { isKnownMap, isUnknown, type ResolvedMap, type ResolvedValue } from '@project-utils/template'
import { knownAfterApply } from '../change-set/resource-change.ts'

/** Some of a statement's actions, resources or principals: those listed, or all but those. */
export interface Part {
  readonly names: readonly string[]
  readonly isExcept: boolean
  /** True where capitals do not count: of actions. */
  readonly isFolded: boolean
}

/** One statement of a policy, in one form for all ways of writing it. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny'
  readonly actions: Part
  readonly resources: Part
  readonly principals: Part
  /** Each condition as text, such as `StringEquals aws:SourceArn ["…"]`. */
  readonly conditions: readonly string[]
}

/**
 * The statements of a policy document, also of one written as JSON text; undefined where too much of it is unknown to tell
 * what it allows. What is missing counts as everything, as it does in a trust policy's resource.
 */
export function statementsIn(document: ResolvedValue | undefined): readonly Statement[] | undefined {
  if (document === undefined || document === null) return []
  const map = typeof document === 'string' ? parsed(document) : document
  if (!isKnownMap(map)) return undefined
  const written = map['Statement'] ?? []
  if (isUnknown(written)) return undefined
  const list = Array.isArray(written) ? written : [written]
  const statements = list.map((one: ResolvedValue) => (isKnownMap(one) ? statementOf(one) : undefined))
  return statements.every((one) => one !== undefined) ? statements : undefined
}

function parsed(text: string): ResolvedValue | undefined {
  try {
    return JSON.parse(text) as ResolvedValue
  } catch {
    return undefined
  }
}

function statementOf(written: ResolvedMap): Statement | undefined {
  const effect = written['Effect']
  if (effect !== 'Allow' && effect !== 'Deny') return undefined
  return {
    effect,
    actions: partOf(written, 'Action'),
    resources: partOf(written, 'Resource'),
    principals: partOf(written, 'Principal'),
    conditions: conditionsOf(written['Condition']),
  }
}

function partOf(written: ResolvedMap, key: string): Part {
  const not = written[`Not${key}`]
  const value = not ?? written[key]
  const names = value === undefined ? ['*'] : namesOf(value)
  return { names, isExcept: not !== undefined, isFolded: key === 'Action' }
}

/** Names as text; principals without their kind, an account as its root. */
function namesOf(value: ResolvedValue): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item: ResolvedValue) => namesOf(item))
  if (isKnownMap(value)) return Object.entries(value).flatMap(([kind, item]) => namesOf(item).map(ofKind(kind)))
  return [textOf(value)]
}

function ofKind(kind: string): (name: string) => string {
  return (name) => (kind === 'AWS' && /^\d{12}$/.test(name) ? `arn:aws:iam::${name}:root` : name)
}

function textOf(value: ResolvedValue): string {
  if (isUnknown(value)) return value.why
  if (typeof value === 'string') return value.replaceAll(knownAfterApply, 'something known only later')
  return canonicalJson(value)
}

function conditionsOf(condition: ResolvedValue | undefined): readonly string[] {
  if (condition === undefined || condition === null) return []
  if (!isKnownMap(condition)) return [textOf(condition)]
  return Object.entries(condition).flatMap(([operator, keys]) =>
    isKnownMap(keys)
      ? Object.entries(keys).map(([key, value]) => `${operator} ${key} ${namesOf(value).toSorted().join(', ')}`)
      : [`${operator} ${textOf(keys)}`],
  )
}
