/** Reads the fields of a form by kind; what is absent is undefined, or nothing. */
import { type Input, invalid } from './query.ts'

/** A text. */
export function text(input: Input, name: string): string | undefined {
  const field = input[name]
  return typeof field === 'string' ? field : undefined
}

/**
 * A text that must be there.
 *
 * Source of the wording: MiniStack 1.5.33, changesets.py, which imitates AWS.
 */
export function required(input: Input, name: string): string {
  const found = text(input, name)
  if (found !== undefined && found !== '') return found
  const member = `${name.charAt(0).toLowerCase()}${name.slice(1)}`
  throw invalid(
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  )
}

/** A truth value. */
export function flag(input: Input, name: string): boolean | undefined {
  const found = text(input, name)
  return found === undefined ? undefined : found === 'true'
}

/** A list of texts. */
export function texts(input: Input, name: string): readonly string[] {
  const field = input[name]
  return Array.isArray(field) ? field.filter((item) => typeof item === 'string') : []
}

/** A list of structures. */
export function structures(input: Input, name: string): readonly Input[] {
  const field = input[name]
  return Array.isArray(field) ? field.filter((item): item is Input => typeof item === 'object' && item !== null) : []
}

/** One structure; empty where it is absent. */
export function structure(input: Input, name: string): Input {
  const field = input[name]
  return typeof field === 'object' && field !== null && !Array.isArray(field) ? (field as Input) : {}
}
