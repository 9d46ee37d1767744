import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fileName } from './screenshot.ts'

it.each([
  ['votes.3 It is Found', 'votes-3-it-is-found'],
  ['../../etc/passwd', 'etc-passwd'],
  ['smoke.1 Für Straßen & Cafés', 'smoke-1-fur-stra-en-cafes'],
  ['…', 'step'],
])('names a file after %s', (label, name) => {
  expect(fileName(label)).toBe(name)
})

it('gives a name that every file system takes, whatever a step is called', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (label) => {
      expect(fileName(label)).toMatch(/^[a-z0-9](?:[a-z0-9-]{0,98}[a-z0-9])?$/)
    }),
  )
})
