import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createMasker } from './masker.ts'

it('never lets a secret through, wherever it stands in the text', () => {
  const text = fc.string({ maxLength: 40 })
  const secret = fc.string({ minLength: 4, maxLength: 30 }).filter((s) => !'•••'.includes(s) && !s.includes('•'))
  fc.assert(
    fc.property(text, secret, text, (before, hidden, after) => {
      const masker = createMasker()
      masker.add(hidden)
      expect(masker.mask(before.replaceAll(hidden, '') + hidden + after)).not.toContain(hidden)
    }),
  )
})

it('masks the longer of two secrets that overlap', () => {
  const masker = createMasker()
  masker.add('abcd')
  masker.add('abcdefgh')
  expect(masker.mask('x abcdefgh y')).toBe('x ••• y')
})

it('masks each long line of a key and its JSON form', () => {
  const masker = createMasker()
  masker.add('-----BEGIN\nMIIEvQIBADANBg\n-----END')
  expect(masker.mask('got MIIEvQIBADANBg')).toBe('got •••')
  expect(masker.mask('"-----BEGIN\\nMIIEvQIBADANBg\\n-----END"')).toBe('"•••"')
})

it('leaves values under four characters alone', () => {
  const masker = createMasker()
  masker.add('abc')
  expect(masker.mask('abc')).toBe('abc')
})
