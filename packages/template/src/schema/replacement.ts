import type { TemplatePath } from '../value.ts'
import { ownerOf } from './resource-types.ts'
import type { SchemaBook } from './schema-book.ts'

/** What a change of a property does to its resource, as its schema says. */
export type Replacing = 'yes' | 'maybe' | 'no' | 'unknown'

/**
 * Tells whether a change at a path below `Properties` replaces the resource. `maybe`: only under conditions, or only a part
 * of what lies at the path does; `unknown`: nothing is published of the type.
 */
export function isReplacing(type: string, path: TemplatePath, schemas: SchemaBook): Replacing {
  if (ownerOf(type) === 'custom') return 'maybe'
  if (ownerOf(type) !== 'aws') return 'unknown'
  const schema = schemas.schemaOf(type)
  if (schema === undefined) return 'unknown'
  const { createOnly = [], maybeCreateOnly = [] } = schema
  if (createOnly.some((one) => covers(one, path) === 'whole')) return 'yes'
  return [...createOnly, ...maybeCreateOnly].some((one) => covers(one, path) !== 'none') ? 'maybe' : 'no'
}

/** Whether a published path holds the whole of what lies at another, a part of it, or nothing. */
function covers(published: string, path: TemplatePath): 'whole' | 'part' | 'none' {
  const steps = published.split('/')
  const names = path.filter((step) => typeof step !== 'number')
  const wanted = steps.filter((step) => step !== '*')
  const shared = Math.min(names.length, wanted.length)
  for (let at = 0; at < shared; at += 1) if (names[at] !== wanted[at]) return 'none'
  return names.length >= wanted.length ? 'whole' : 'part'
}
