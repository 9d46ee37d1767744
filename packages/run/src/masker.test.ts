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

it('knows a secret in the notations of others', () => {
  const secret = 'pä ss"w/ö+rd & (1)'
  const masker = createMasker()
  masker.add(secret)
  const json = JSON.stringify(secret)
  const forms = [
    json,
    JSON.stringify(JSON.stringify({ k: secret })),
    json.replaceAll('ä', '\\u00e4').replaceAll('ö', '\\u00f6'),
    encodeURIComponent(secret),
    new URLSearchParams({ k: secret }).toString(),
    encodeURIComponent(secret).toLowerCase(),
    Buffer.from(secret).toString('base64url'),
  ]
  for (const form of forms) {
    const masked = masker.mask(form)
    expect(masked).toContain('•••')
    expect(masked).not.toMatch(/ss.{0,9}w|cDpzc3|c3NcI/)
  }
})

it('finds a secret wherever it stands inside base64', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ minLength: 8 }), fc.string(), (before, secret, after) => {
      const masker = createMasker()
      masker.add(secret)
      const text = Buffer.from(before + secret + after).toString('base64')
      // What is left decodes to no stretch of the secret: all digits that are its alone are gone.
      const size = (of: string): number => Buffer.byteLength(of)
      const [from, to] = [Math.ceil((size(before) * 8) / 6), Math.floor((size(before + secret) * 8) / 6)]
      expect(masker.mask(text)).not.toContain(text.slice(from, to))
    }),
  )
})

it.each([
  ['GET https://ada:hunter22@registry.example/a', 'GET https://ada:•••@registry.example/a'],
  ['redis://:hunter22@cache:6379', 'redis://:•••@cache:6379'],
  ['//registry.example/:_authToken=npm_abcdef', '//registry.example/:_authToken=•••'],
  [
    'see https://docs.example:8443/a@2 and git+ssh://git@host/x',
    'see https://docs.example:8443/a@2 and git+ssh://git@host/x',
  ],
])('masks passwords in addresses and tokens of npm, which other programs print, in %s', (text, masked) => {
  expect(createMasker().mask(text)).toBe(masked)
  expect(createMasker().maskJson({ message: [text] })).toEqual({ message: [masked] })
})

it('masks a secret whole that is an address with a password', () => {
  const masker = createMasker()
  masker.add('postgres://ada:hunter22@db.internal/x')
  expect(masker.mask('to postgres://ada:hunter22@db.internal/x')).toBe('to •••')
})

it('masks a name that was told before it was known to be a secret', () => {
  const masker = createMasker()
  expect(masker.maskJson({ 'token-1234': 1 })).toEqual({ 'token-1234': 1 })
  masker.add('token-1234')
  expect(masker.maskJson({ 'token-1234': 1 })).toEqual({ '•••': 1 })
})

it('makes nothing anew that holds no secret', () => {
  const masker = createMasker()
  masker.add('token-1234')
  const clean = { a: ['b', { c: 1 }] }
  expect(masker.maskJson(clean)).toBe(clean)
  expect(masker.maskJson({ clean, d: 'token-1234' })).toEqual({ clean, d: '•••' })
})
