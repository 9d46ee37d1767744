import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromWire, fromWireItem, toWire, toWireItem } from './attribute-values.ts'

/** JSON whose numbers survive the way: DynamoDB keeps 38 digits, JavaScript some fifteen. */
const json = fc
  .jsonValue({ noUnicodeString: false })
  .filter((value) => !/[1-9][\d.]{14}|e[+-]?\d/i.test(JSON.stringify(value)))
const item = fc.dictionary(fc.stringMatching(/^[a-z][a-zA-Z0-9]{0,9}$/), json)

test('gives back every item as it was written', () => {
  fc.assert(
    fc.property(item, (written) => {
      const plain = JSON.parse(JSON.stringify(written)) as Readonly<Record<string, unknown>>
      expect(fromWireItem(toWireItem(plain))).toEqual(plain)
    }),
  )
})

test('never makes another number of a number', () => {
  const digits = fc.tuple(fc.stringMatching(/^[1-9]\d{0,30}$/), fc.stringMatching(/^(\.\d{0,6}[1-9])?$/))
  fc.assert(
    fc.property(digits, ([whole, fraction]) => {
      const read = fromWire({ N: `${whole}${fraction}` })
      expect(typeof read === 'string' ? read : BigInt(Math.trunc(Number(read))).toString()).toBe(
        typeof read === 'string' ? `${whole}${fraction}` : whole,
      )
    }),
  )
})

test.each([
  ['9007199254740991', 9_007_199_254_740_991],
  ['9007199254740993', '9007199254740993'],
  ['0.1', 0.1],
  ['-12.5', -12.5],
  ['0', 0],
  ['1E-400', '1E-400'],
  ['1E+400', '1E+400'],
  ['3.14159265358979323846', '3.14159265358979323846'],
])('reads the number %s as %j', (text, value) => {
  expect(fromWire({ N: text })).toBe(value)
})

test.each([
  [{ $number: '12345678901234567890' }, { N: '12345678901234567890' }],
  [{ $binary: 'AQI=' }, { B: Buffer.from([1, 2]) }],
  [{ $set: ['a', 'b'] }, { SS: ['a', 'b'] }],
  [{ $set: [1, { $number: '2' }] }, { NS: ['1', '2'] }],
  [{ $set: [{ $binary: 'AQI=' }] }, { BS: [Buffer.from([1, 2])] }],
])('writes %j', (value, wire) => {
  expect(toWire(value, 'a')).toEqual(wire)
  expect(fromWire(wire as never)).toEqual(
    '$binary' in value ? 'AQI=' : '$number' in value ? '12345678901234567890' : expect.any(Array),
  )
})

test.each([
  { $set: [] },
  { $set: ['a', 1] },
  { $set: [null] },
  { $number: '1,5' },
  { $number: 1 },
  { $other: 'a' },
  Number.NaN,
  Number.POSITIVE_INFINITY,
  undefined,
])('refuses to write %j', (value) => {
  expect(() => toWire(value, 'a.b')).toThrow(/^a\.b: .* cannot be written to DynamoDB/)
})
