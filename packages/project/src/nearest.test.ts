import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nearestName } from './nearest.ts'

test.each([
  ['paramters', ['parameters', 'template'], 'parameters'],
  ['Stacks', ['stacks', 'stack'], 'stacks'],
  ['readonly', ['full', 'limited', 'read-only'], 'read-only'],
  ['hte', ['the'], 'the'],
  ['secrt', ['secrets', 'site'], 'secrets'],
  ['kubernetes', ['stacks', 'site'], undefined],
  ['a', ['b'], 'b'],
  ['', [], undefined],
])('takes %j among %j for %j', (name, candidates, expected) => {
  expect(nearestName(name, candidates)).toBe(expected)
})

test('finds any word of which one letter was dropped', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{4,12}$/), fc.nat(), (word, seed) => {
      const at = seed % word.length
      expect(nearestName(word.slice(0, at) + word.slice(at + 1), [word])).toBe(word)
    }),
  )
})
