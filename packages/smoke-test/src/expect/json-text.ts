import { show } from '../values.ts'
import { type AnswerBody, viewBody } from './answer-body.ts'
import { compareShape } from './compare-shape.ts'
import type { Shape } from './shape.ts'

/** What of a JSON text differs from a shape; a text that is no JSON differs as a whole. */
export function jsonDifferences(shape: Shape, text: string, path: string): readonly string[] {
  return dataDifferences(viewBody(Buffer.from(text)), path, (value) => compareShape(shape, value, path))
}

/** What of a body's data differs, as `compare` says; a body that is no JSON differs as a whole. */
export function dataDifferences<T extends readonly string[] | Promise<readonly string[]>>(
  body: AnswerBody,
  path: string,
  compare: (value: unknown) => T,
): T | readonly string[] {
  const json = body.json()
  if (json !== undefined) return compare(json.value)
  const text = body.text()
  if (text === undefined) return ['body: expected UTF-8, got bytes that are none']
  return [`${path}: expected JSON, got ${text === '' ? 'an empty text' : show(text)}`]
}
