import { show } from '../values.ts'
import { compareShape } from './compare-shape.ts'
import type { Shape } from './shape.ts'

/** What of a JSON text differs from a shape; a text that is no JSON differs as a whole. */
export function jsonDifferences(shape: Shape, text: string, path: string): readonly string[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return [`${path}: expected JSON, got ${text === '' ? 'an empty text' : show(text)}`]
  }
  return compareShape(shape, value, path)
}
