import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeMetadata, encodeMetadata } from './metadata.ts'

const name = fc.stringMatching(/^[a-z][a-z0-9]*([A-Z][a-z0-9]*)*$/)
const value = fc.stringMatching(/^([!-~]([ -~]{0,30}[!-~])?)?$/)

it('comes back as it was, though S3 lowers the case of names', () => {
  fc.assert(
    fc.property(fc.dictionary(name, value), (metadata) => {
      const kept = Object.entries(encodeMetadata(metadata)).map(([key, text]) => [key.toLowerCase(), text])
      expect(decodeMetadata(Object.fromEntries(kept))).toEqual(metadata)
    }),
  )
})

it.each([{ 'a-b': 'x' }, { A: 'x' }, { a: 'ü' }, { a: ' x' }, { a: 'x\n' }])('refuses %o', (metadata) => {
  expect(() => encodeMetadata(metadata as Record<string, string>)).toThrow(
    expect.objectContaining({ code: 'RECORDS_NAME' }),
  )
})
