import { text } from '../wire/input.ts'
import { type Input, invalid } from '../wire/query.ts'

/** One page of a list, and the token of the next. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly next: string | undefined
}

/** The page that a request asks for: tokens hold where it begins. */
export function pageOf<T>(all: readonly T[], input: Input, size: number): Page<T> {
  const token = text(input, 'NextToken')
  const start = token === undefined || token === '' ? 0 : Number(Buffer.from(token, 'base64').toString())
  if (!Number.isInteger(start)) throw invalid('Invalid next token')
  const items = all.slice(start, start + size)
  const end = start + items.length
  return { items, next: end < all.length ? Buffer.from(String(end)).toString('base64') : undefined }
}
