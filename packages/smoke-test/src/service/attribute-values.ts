import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { ProjectError } from '@project-utils/contract'
import { isMap, show } from '../values.ts'

/** An item or a key as DynamoDB writes it. */
export type WireItem = Record<string, AttributeValue>

/** A map of plain values as DynamoDB writes it; see `toWire`. */
export function toWireItem(item: Readonly<Record<string, unknown>>): WireItem {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, toWire(value, name)]))
}

/**
 * A plain value as DynamoDB writes it. What JSON cannot say is said by a map with one key: `{ $number: "…" }` for a number
 * with more digits than a number here has, `{ $binary: base64 }`, and `{ $set: […] }` of texts, numbers or such maps.
 *
 * @throws ProjectError `SMOKE_SETTING_INVALID`
 */
export function toWire(value: unknown, path: string): AttributeValue {
  if (value === null) return { NULL: true }
  if (typeof value === 'string') return { S: value }
  if (typeof value === 'boolean') return { BOOL: value }
  if (typeof value === 'number' && Number.isFinite(value)) return { N: String(value) }
  if (Array.isArray(value)) return { L: value.map((item, index) => toWire(item, `${path}[${index}]`)) }
  if (!isMap(value)) throw unwritable(value, path)
  const [entry, ...others] = Object.entries(value)
  if (entry === undefined || others.length > 0 || !entry[0].startsWith('$')) return { M: toWireItem(value) }
  const [kind, inner] = entry
  if (kind === '$number' && typeof inner === 'string' && isNumberText(inner)) return { N: inner }
  if (kind === '$binary' && typeof inner === 'string') return { B: Buffer.from(inner, 'base64') }
  if (kind === '$set' && Array.isArray(inner) && inner.length > 0) return toWireSet(inner, path)
  throw unwritable(value, path)
}

function toWireSet(items: readonly unknown[], path: string): AttributeValue {
  const wires = items.map((item) => toWire(item, path))
  const [texts, numbers, binaries] = [
    wires.flatMap(({ S }) => (S === undefined ? [] : [S])),
    wires.flatMap(({ N }) => (N === undefined ? [] : [N])),
    wires.flatMap(({ B }) => (B === undefined ? [] : [B])),
  ]
  if (texts.length === items.length) return { SS: texts }
  if (numbers.length === items.length) return { NS: numbers }
  if (binaries.length === items.length) return { BS: binaries }
  throw unwritable({ $set: items }, path)
}

function unwritable(value: unknown, path: string): ProjectError {
  return new ProjectError('SMOKE_SETTING_INVALID', `${path}: ${show(value)} cannot be written to DynamoDB`, {
    hint: 'write JSON, { $number: "…" }, { $binary: "base64" } or { $set: […] }',
  })
}

function isNumberText(text: string): boolean {
  return /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(text)
}

/** An item of DynamoDB as plain values; see `fromWire`. */
export function fromWireItem(item: Readonly<WireItem>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, fromWire(value)]))
}

/**
 * A value of DynamoDB as a plain one: sets become lists, binary values base64. A number that would lose digits here stays
 * the text that it is.
 */
export function fromWire(value: AttributeValue): unknown {
  const { S, N, BOOL, L, M, SS, NS, B, BS } = value
  if (S !== undefined) return S
  if (N !== undefined) return fromNumber(N)
  if (BOOL !== undefined) return BOOL
  if (L !== undefined) return L.map(fromWire)
  if (M !== undefined) return fromWireItem(M)
  if (SS !== undefined) return SS
  if (NS !== undefined) return NS.map(fromNumber)
  if (B !== undefined) return Buffer.from(B).toString('base64')
  return BS === undefined ? null : BS.map((one) => Buffer.from(one).toString('base64'))
}

/** Fifteen significant digits survive the way through a number here; safe integers do as well. */
function fromNumber(text: string): number | string {
  const value = Number(text)
  const digits = text
    .replace(/[eE].*$/, '')
    .replace(/\D/g, '')
    .replace(/^0+|0+$/g, '')
  const isExact = Number.isSafeInteger(value) || (Number.isFinite(value) && digits.length <= 15)
  return isExact && (value !== 0 || digits === '') ? value : text
}
