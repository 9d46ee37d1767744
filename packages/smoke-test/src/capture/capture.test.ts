import type { Reference } from '@project-utils/project'
import { expect, test } from 'vitest'
import { readCaptures } from './capture.ts'
import { fillCaptured } from './captured.ts'
import { expressionProblem } from './evaluate.ts'
import { takeCaptures } from './take.ts'

const answer = {
  status: 201,
  headers: { location: '/reports/7', 'x-empty': '' },
  json: { id: 7, items: [{ n: 1 }, { n: 2 }], none: [], nothing: null, text: '' },
  text: 'hello',
  ms: 12,
}
const take = async (one: Parameters<typeof readCaptures>[0]) => await takeCaptures(readCaptures(one), answer)

test.each([
  ['a field', 'id', 7],
  ['a list', 'items.n', [1, 2]],
  ['a map', { jsonata: 'items[0]' }, { n: 1 }],
  ['false', 'id > 8', false],
  ['zero', 'id - 7', 0],
  ['a header of any case', { header: 'Location' }, '/reports/7'],
  ['the whole answer', { expression: '$substringAfter(headers.location, "reports/") & ":" & status' }, '7:201'],
  ['the text', { expression: 'text' }, 'hello'],
])('captures %s', async (_, capture, value) => {
  expect(await take({ it: capture })).toEqual({ values: { it: value }, differences: [] })
})

test.each([
  ['a field that is not there', 'ident', 'capture it: "ident" gives nothing'],
  ['null', 'nothing', 'capture it: "nothing" gives null'],
  ['an empty text', 'text', 'capture it: "text" gives ""'],
  ['an empty list', 'none', 'capture it: "none" gives []'],
  ['a blank text', { expression: "'  '" }, /gives " +"$/],
  ['a map of nothing else', '{"a": text, "b": [none]}', /gives \{"a":"","b":\[\]\}$/],
  ['a list of nothing but null', '[nothing, nothing]', 'capture it: "[nothing, nothing]" gives [null,null]'],
  ['an empty map', '{ "a": ident }', /gives \{\}$/],
  ['no number', { expression: '$number("0") / 0' }, /^capture it: .*(cannot be evaluated|gives null)/],
  ['a header that is not there', { header: 'etag' }, 'capture it: header etag gives nothing'],
  ['a header named like a method', { header: 'constructor' }, 'capture it: header constructor gives nothing'],
  ['an empty header', { header: 'x-empty' }, 'capture it: header x-empty gives ""'],
  ['an expression that fails', '$number("x")', /^capture it: .* cannot be evaluated: Unable to cast/],
  [
    'an expression without an end',
    '($f := function($n){ $f($n + 1) }; $f(0))',
    /^capture it: .* cannot be evaluated: /,
  ],
])(
  'takes %s for no capture',
  async (_, capture, message) => {
    const { values, differences } = await take({ it: capture })
    expect(values).toEqual({})
    expect(differences).toEqual([message instanceof RegExp ? expect.stringMatching(message) : message])
  },
  20_000,
)

test('knows what was captured before', async () => {
  const captures = readCaptures({ other: 'items[n != $captured.top].n', quoted: '$captured.`the-first` & "!"' })
  const { values } = await takeCaptures(captures, answer, { top: 1, 'the-first': 'a' })
  expect(values).toEqual({ other: 2, quoted: 'a!' })
})

test('takes nothing where there is no answer', async () => {
  const { differences } = await takeCaptures(readCaptures({ id: 'id' }), undefined)
  expect(differences).toEqual(['capture id: there is no answer to take it from'])
})

test('gives random identifiers', async () => {
  const { values } = await take({ a: '$uuid()', b: '$uuid()' })
  expect(values['a']).toMatch(/^[0-9a-f]{8}-/)
  expect(values['a']).not.toBe(values['b'])
})

test('knows what is no JSONata', async () => {
  expect(await expressionProblem('a.{')).toContain('Expected')
  expect(await expressionProblem('a.b')).toBeUndefined()
})

test.each([
  ['accessToken', 'a', true],
  ['id', 'a', false],
  ['api-key', 'a', true],
  ['token', { jsonata: 'a', secret: false }, false],
  ['id', { header: 'a', secret: true }, true],
] as const)('keeps %s as %j secret: %s', (name, capture, secret) => {
  expect(readCaptures({ [name]: capture })).toMatchObject([{ name, secret }])
})

const captured = (name: string): Reference => ({ kind: 'captured', name })
const text = (...parts: readonly (string | Reference)[]) => ({ parts, where: {} })

test('fills settings, and keeps the type of a value that stands alone', () => {
  const settings = { a: text(captured('id')), b: [text('/x/', captured('id'))], c: text(captured('map')), d: 'plain' }
  expect(fillCaptured(settings, { id: 7, map: { n: 1 } })).toEqual({ a: 7, b: ['/x/7'], c: { n: 1 }, d: 'plain' })
})

test('leaves a text open that has a reference without a value', () => {
  const open = text('/', captured('id'), '/', captured('other'))
  expect(fillCaptured({ open }, { id: 7 })).toEqual({ open })
  expect(fillCaptured(text(captured('toString')), {})).toEqual(text(captured('toString')))
})
