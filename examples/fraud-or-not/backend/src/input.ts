import { Buffer } from 'node:buffer'
import { Refusal } from './refusal.ts'
import { type Channel, channels, type Order, orders, type Position, type Verdict, verdicts } from './report.ts'

const longestMessage = 1000
const largestPage = 50

/** Reads a new report from a request's body. Refuses, with the field's name, what the table should not hold. */
export function readReport(body: unknown): { readonly message: string; readonly channel: Channel } {
  const fields = object(body)
  const message = text(fields['message'], 'message').replace(/\r\n/g, '\n').trim()
  if (message === '') throw invalid('message', 'must not be empty')
  if (message.length > longestMessage) throw invalid('message', `must have at most ${longestMessage} characters`)
  return { message, channel: oneOf(channels, fields['channel'], 'channel') }
}

/** Reads a vote. The voter's token is any string of 16 to 64 letters, digits and hyphens that the voter keeps. */
export function readVote(body: unknown): { readonly verdict: Verdict; readonly voter: string } {
  const fields = object(body)
  const verdict = oneOf(verdicts, fields['verdict'], 'verdict')
  const voter = text(fields['voter'], 'voter')
  if (!/^[A-Za-z0-9-]{16,64}$/.test(voter)) throw invalid('voter', 'must be 16 to 64 letters, digits or hyphens')
  return { verdict, voter }
}

/** Reads how a list is wanted: newest first, 20 reports, from the beginning, unless the query says otherwise. */
export function readListQuery(query: Readonly<Record<string, string | undefined>>): {
  readonly order: Order
  readonly limit: number
  readonly after?: Position
} {
  const order = oneOf(orders, query['sort'] ?? 'newest', 'sort')
  const limit = Number(query['limit'] ?? 20)
  if (!Number.isInteger(limit) || limit < 1 || limit > largestPage) {
    throw invalid('limit', `must be a whole number from 1 to ${largestPage}`)
  }
  const cursor = query['after']
  return { order, limit, ...(cursor === undefined ? {} : { after: readCursor(cursor, order) }) }
}

/** Writes a position as one opaque word for the next request. */
export function writeCursor(position: Position): string {
  return Buffer.from(JSON.stringify([position.id, position.rank])).toString('base64url')
}

function readCursor(cursor: string, order: Order): Position {
  const [id, rank] = parseArray(Buffer.from(cursor, 'base64url').toString())
  const ranked = order === 'newest' ? typeof rank === 'string' : typeof rank === 'number'
  if (typeof id !== 'string' || id === '' || !ranked) throw invalid('after', 'is no position in this list')
  return { id, rank: rank as string | number }
}

function parseArray(json: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(json)
    return Array.isArray(value) ? value : []
  } catch {
    return []
  }
}

function object(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw invalid('body', 'must be a JSON object')
  return body as Record<string, unknown>
}

function text(value: unknown, field: string): string {
  if (typeof value !== 'string') throw invalid(field, 'must be a string')
  return value
}

function oneOf<const T extends string>(allowed: readonly T[], value: unknown, field: string): T {
  const found = allowed.find((word) => word === value)
  if (found === undefined) throw invalid(field, `must be one of ${allowed.join(', ')}`)
  return found
}

function invalid(field: string, rule: string): Refusal {
  return new Refusal(400, 'invalid', `${field} ${rule}`)
}
