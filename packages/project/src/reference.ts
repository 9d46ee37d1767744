import type { Place } from '@project-utils/contract'

/**
 * A value that others resolve: a stack's output (`cfn`), a parameter of the parameter store or a secret (`aws`), or, in
 * suites, what an earlier step captured (`smoke-test`).
 */
export type Reference =
  | { readonly kind: 'outputs'; readonly stack: string; readonly output: string }
  | { readonly kind: 'ssm'; readonly name: string }
  | { readonly kind: 'secret'; readonly name: string; readonly key?: string }
  | { readonly kind: 'captured'; readonly name: string }

/** A text that still holds references, with the place where it is written; plain data, so it survives JSON. */
export interface Pending {
  readonly parts: readonly (string | Reference)[]
  readonly where: Place
}

/** A text of the YAML: known, or still holding references that others resolve. */
export type Text = string | Pending

/** JSON in which any string may still hold references. */
export type JsonWithText =
  | null
  | boolean
  | number
  | Text
  | readonly JsonWithText[]
  | { readonly [key: string]: JsonWithText }

/** The type after `fillReferences`: a text may still be pending, everything else keeps its shape. */
export type Filled<T> = T extends Pending | string
  ? Text
  : T extends readonly (infer Item)[]
    ? readonly Filled<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Filled<T[Key]> }
      : T

/** Tells whether a value is a text that still holds references. */
export function isPending(value: unknown): value is Pending {
  if (!isRecord(value) || !isRecord(value['where']) || Object.keys(value).length !== 2) return false
  const parts = value['parts']
  return (
    Array.isArray(parts) &&
    parts.every((part) => typeof part === 'string' || isReference(part)) &&
    parts.some((part) => typeof part !== 'string')
  )
}

/** All references inside a value, at any depth, in the order in which they stand; each as often as it stands there. */
export function referencesOf(value: unknown): readonly Reference[] {
  if (isPending(value)) return value.parts.filter((part) => typeof part !== 'string')
  if (Array.isArray(value)) return value.flatMap(referencesOf)
  if (isRecord(value)) return Object.values(value).flatMap(referencesOf)
  return []
}

/**
 * Puts values in place of references, at any depth: a text whose references are all known becomes a string; of the
 * others the known parts are filled in and the rest waits for the next look-up. Values without references are returned
 * as they are.
 */
export function fillReferences<T>(value: T, lookup: (reference: Reference) => string | undefined): Filled<T> {
  return fill(value, lookup) as Filled<T>
}

/** Writes a text as it stands in the YAML, references as `${ssm:…}`; nothing is resolved. */
export function formatText(text: Text): string {
  if (typeof text === 'string') return text
  return text.parts.map((part) => (typeof part === 'string' ? part : formatReference(part))).join('')
}

/** Writes a reference as `${outputs.stack.Output}`, `${ssm:name}`, `${secret:name#key}` or `${captured.name}`. */
export function formatReference(reference: Reference): string {
  if (reference.kind === 'outputs') return `\${outputs.${reference.stack}.${reference.output}}`
  if (reference.kind === 'captured') return `\${captured.${reference.name}}`
  if (reference.kind === 'ssm') return `\${ssm:${reference.name}}`
  return `\${secret:${reference.name}${reference.key === undefined ? '' : `#${reference.key}`}}`
}

/** Joins neighbouring strings, and gives a plain string where no reference is left. */
export function joinParts(parts: readonly (string | Reference)[], where: Place): Text {
  const joined: (string | Reference)[] = []
  for (const part of parts) {
    const last = joined.at(-1)
    if (typeof part === 'string' && typeof last === 'string') joined[joined.length - 1] = last + part
    else if (part !== '') joined.push(part)
  }
  if (joined.every((part) => typeof part === 'string')) return joined.join('')
  return { parts: joined, where }
}

function fill(value: unknown, lookup: (reference: Reference) => string | undefined): unknown {
  if (isPending(value)) {
    return joinParts(
      value.parts.map((part) => (typeof part === 'string' ? part : (lookup(part) ?? part))),
      value.where,
    )
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => fill(item, lookup))
    return items.every((item, index) => item === value[index]) ? value : items
  }
  if (!isRecord(value)) return value
  const entries = Object.entries(value).map(([key, item]) => [key, fill(item, lookup)] as const)
  return entries.every(([key, item]) => item === value[key]) ? value : Object.fromEntries(entries)
}

function isReference(value: unknown): value is Reference {
  if (!isRecord(value)) return false
  const { kind, name, stack, output } = value as { [key: string]: unknown }
  if (kind === 'outputs') return typeof stack === 'string' && typeof output === 'string'
  return (kind === 'ssm' || kind === 'secret' || kind === 'captured') && typeof name === 'string'
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
