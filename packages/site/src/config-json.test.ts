import { expect, test } from 'vitest'
import { configJson } from './config-json.ts'

test('writes the same bytes for the same configuration, whatever the order of its keys', () => {
  const text = '{\n  "apiUrl": "https://x/",\n  "flags": {\n    "a": true,\n    "b": 2\n  }\n}\n'
  expect(configJson({ flags: { b: 2, a: true }, apiUrl: 'https://x/' })).toBe(text)
  expect(configJson({ apiUrl: 'https://x/', flags: { a: true, b: 2 } })).toBe(text)
})

test('writes an empty configuration as an empty object', () => {
  expect(configJson({})).toBe('{}\n')
})
