import { isUnknown, type ResolvedValue } from '../unknown.ts'
import { isMap, type TemplateMap, type TemplateValue } from '../value.ts'
import type { Expansion, Spot } from './expansion.ts'

/** More keys than a template CloudFormation takes can have. */
const mostKeys = 20_000

/** A loop as it is written: `Fn::ForEach::Name: [identifier, collection, fragment]`. */
export interface Loop {
  readonly identifier: string
  readonly values: readonly string[]
  readonly fragment: TemplateMap
}

/**
 * Reads a loop; a text says why it cannot be expanded. Source: CloudFormation template reference, "Fn::ForEach".
 *
 * @param value with the identifiers of loops around it replaced
 */
export function readLoop(
  value: TemplateValue,
  expansion: Expansion,
): Loop | { readonly why: string; isError: boolean } {
  const [identifier, collection, fragment, ...more] = Array.isArray(value) ? (value as readonly TemplateValue[]) : []
  if (typeof identifier !== 'string' || collection === undefined || !isMap(fragment) || more.length > 0) {
    return { why: 'a loop is a list of an identifier, a collection and a mapping', isError: true }
  }
  const values = textsOf(collection, expansion)
  if (typeof values === 'string') return { why: values, isError: false }
  expansion.made += values.length * Object.keys(fragment).length
  if (expansion.made > mostKeys) return { why: `loops make more than ${mostKeys} entries`, isError: true }
  return { identifier, values, fragment }
}

/** The texts of a collection; a text that says why they are unknown. */
function textsOf(collection: TemplateValue, { resolver }: Expansion): readonly string[] | string {
  const resolved = resolver.value(collection)
  if (isUnknown(resolved)) return `the collection is unknown: ${resolved.why}`
  if (!Array.isArray(resolved)) return 'the collection is no list'
  const texts: string[] = []
  for (const item of (resolved as readonly ResolvedValue[]).flat() as readonly ResolvedValue[]) {
    if (isUnknown(item)) return `the collection is not known whole: ${item.why}`
    if (item === null || typeof item === 'object') return 'the collection holds something else than texts'
    texts.push(String(item))
  }
  return texts
}

/** A text with the identifiers of loops replaced: `${Name}` by the value, `&{Name}` by its letters and digits. */
export function substituted(text: string, loops: Spot['loops']): string {
  if (loops.size === 0 || !text.includes('{')) return text
  return text.replace(/([$&])\{\s*([A-Za-z0-9]+)\s*\}/g, (whole, sign: string, name: string) => {
    const value = loops.get(name)
    if (value === undefined) return whole
    return sign === '$' ? value : value.replace(/[^A-Za-z0-9]/g, '')
  })
}
