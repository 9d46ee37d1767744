import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cut, show } from './values.ts'

test.each([
  ['short', 10, 'short'],
  ['two words', 5, 'two …'],
  ['two words', 4, 'two …'],
  ['two, words', 4, 'two,…'],
  ['eyJhbGciOiJIUzI1NiJ9.payload.signature', 20, '…'],
])('cuts %j at %i', (text, longest, expected) => {
  expect(cut(text, longest)).toBe(expected)
})

test('shows a token wholly or not at all, wherever the cut falls', () => {
  const token = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_.+/=~%'), minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(fc.array(token, { maxLength: 8 }), fc.integer({ min: 1, max: 120 }), (tokens, longest) => {
      const shown = cut(tokens.join(' '), longest).replace(/…$/, '').split(' ')
      for (const one of shown) expect(one === '' || tokens.includes(one)).toBe(true)
    }),
  )
})

test('shows a value that nests without end', () => {
  expect(show(JSON.parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`))).toMatch(/^a deeply nested array$|^\[+…$/)
})
