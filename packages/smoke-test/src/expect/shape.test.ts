import type { Problem } from '@project-utils/contract'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { reportInto } from '../report.ts'
import { step } from '../suite.test.fixture.ts'
import { compareShape } from './compare-shape.ts'
import { parseShape } from './shape.ts'

function parse(value: unknown) {
  const problems: Problem[] = []
  const shape = parseShape(value, reportInto(problems, step('http', {})).at('expect', 'json'))
  return { shape, problems }
}

function differences(shape: unknown, value: unknown): readonly string[] {
  const parsed = parse(shape)
  if (parsed.shape === undefined) throw new Error(JSON.stringify(parsed.problems))
  return compareShape(parsed.shape, value, 'json')
}

const fitting: readonly (readonly [unknown, unknown])[] = [
  ['any', null],
  ['array', []],
  [{ length: { min: 1 }, each: { id: 'number' } }, [{ id: 1 }, { id: 2 }]],
  ['object', {}],
  ['string', ''],
  ['number', 0],
  ['boolean', false],
  ['null', null],
  [null, null],
  [7, 7],
  [true, true],
  [{ items: 'array' }, { items: [], more: 1 }],
  [{ a: { b: 'string' } }, { a: { b: 'x' } }],
  [['string'], ['a', 'b']],
  [[{ id: 'number' }], [{ id: 1 }, { id: 2, x: 1 }]],
  [{ equals: 'array' }, 'array'],
  [{ equals: [] }, []],
  [{ equals: { a: [1] } }, { a: [1] }],
  [{ matches: '^v\\d+$' }, 'v12'],
  [{ length: 2 }, [1, 2]],
  [{ length: 2 }, 'ab'],
  [{ length: { min: 1 } }, [1]],
  [{ length: { min: 1, max: 2 } }, 'ab'],
  [{ contains: 'b' }, 'abc'],
  [{ contains: 'b' }, ['a', 'b']],
  [{ contains: 7 }, [1, 7]],
  [{ contains: { id: 7 } }, [{ id: 1 }, { id: 7, name: 'x' }]],
  [{ fields: { length: 'number', equals: 'string' } }, { length: 3, equals: 'x' }],
  [{ length: { min: 1 }, contains: { id: 1 } }, [{ id: 1 }]],
  [
    { length: 3, width: 4 },
    { length: 3, width: 4 },
  ],
]

test.each(fitting)('%j fits %j', (shape, value) => {
  expect(differences(shape, value)).toEqual([])
})

const differing: readonly (readonly [unknown, unknown, readonly string[]])[] = [
  ['any', undefined, ['json: expected a value, got nothing']],
  ['array', {}, ['json: expected an array, got an object']],
  ['object', [], ['json: expected an object, got an array of 0']],
  ['object', null, ['json: expected an object, got null']],
  ['number', '7', ['json: expected a number, got the string "7"']],
  [7, '7', ['json: expected 7, got the string "7"']],
  [null, undefined, ['json: expected null, got nothing']],
  [{ items: 'array' }, { items: null }, ['json.items: expected an array, got null']],
  [{ items: 'any' }, {}, ['json.items: expected a value, got nothing']],
  [{ toString: 'any' }, {}, ['json.toString: expected a value, got nothing']],
  [{ 'a b': 1 }, {}, ['json["a b"]: expected 1, got nothing']],
  [[{ id: 'number' }], [{ id: 1 }, {}], ['json[1].id: expected a number, got nothing']],
  [['string'], 'a', ['json: expected an array, got the string "a"']],
  [{ equals: { a: 1 } }, { a: 1, b: 2 }, ['json: expected {"a":1}, got an object']],
  [{ matches: '^v' }, 5, ['json: expected a text that matches /^v/, got the number 5']],
  [{ length: 2 }, [1], ['json: expected a length of 2, got an array of 1']],
  [{ length: { min: 1 } }, [], ['json: expected a length of at least 1, got an array of 0']],
  [{ length: 1 }, 1, ['json: expected a length of 1, got the number 1']],
  [{ contains: 'x' }, ['xx'], ['json: expected something that contains "x", got an array of 1']],
  [{ contains: 7 }, '7', ['json: expected something that contains 7, got the string "7"']],
]

test.each(differing)('%j differs from %j', (shape, value, expected) => {
  expect(differences(shape, value)).toEqual(expected)
})

test('shows only a few differences of a wrong list', () => {
  expect(differences(['string'], Array(1000).fill(1)).length).toBe(5)
})

test('stands a body that is nested without end', () => {
  const deep: unknown = JSON.parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`)
  expect(differences({ equals: { a: 1 } }, deep)).toEqual(['json: expected {"a":1}, got an array of 1'])
  expect(differences(['string'], deep)).toEqual(['json[0]: expected a string, got an array of 1'])
  expect(differences({ a: 1 }, { a: deep })).toEqual(['json.a: expected 1, got an array of 1'])
})

describe('refuses what says nothing or has no meaning', () => {
  test.each([
    ['a misspelt word', 'arry', 'SMOKE_EXPECTATION_INVALID'],
    ['a literal text without equals', { status: 'ok' }, 'SMOKE_EXPECTATION_INVALID'],
    ['an empty list', [], 'SMOKE_EXPECTATION_INVALID'],
    ['a list of two', ['string', 'number'], 'SMOKE_EXPECTATION_INVALID'],
    ['an empty pattern', { matches: '' }, 'SMOKE_NO_EXPECTATION'],
    ['an empty part', { contains: '' }, 'SMOKE_NO_EXPECTATION'],
    ['a broken pattern', { matches: '(' }, 'SMOKE_EXPECTATION_INVALID'],
    ['a length below nothing', { length: -1 }, 'SMOKE_EXPECTATION_INVALID'],
    ['a length that all have', { length: { min: 0 } }, 'SMOKE_EXPECTATION_INVALID'],
    ['a length turned round', { length: { min: 2, max: 1 } }, 'SMOKE_EXPECTATION_INVALID'],
    ['fields that are none', { fields: 'array' }, 'SMOKE_EXPECTATION_INVALID'],
  ])('%s', (_, value, code) => {
    const { shape, problems } = parse(value)
    expect(shape).toBeUndefined()
    expect(problems.map((problem) => problem.code)).toEqual([code])
  })
})

test('names the place of each problem', () => {
  const { problems } = parse({ a: 'arry', b: [{ c: 'strng' }] })
  expect(problems.map(({ message }) => message.match(/\((.*)\)$/)?.[1])).toEqual(['expect.json.a', 'expect.json.b.0.c'])
})

test('equals fits exactly the same value, whatever it is', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
      expect(differences({ equals: plain(one) }, plain(one))).toEqual([])
      const isSame = JSON.stringify(sorted(plain(one))) === JSON.stringify(sorted(plain(other)))
      expect(differences({ equals: plain(one) }, plain(other)).length === 0).toBe(isSame)
    }),
  )
})

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.entries(value)
    .map(([key, inner]) => [key, sorted(inner)])
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
    .concat([['{}', '{}']])
}
