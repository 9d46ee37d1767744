import fc from 'fast-check'
import { expect, it } from 'vitest'
import { nearest } from './nearest.ts'

it.each([
  ['enviroment', ['env', 'environment', 'region'], 'environment'],
  ['dploy', ['deploy', 'status'], 'deploy'],
  ['rollabck', ['rollback', 'recover'], 'rollback'],
  ['dance', ['deploy', 'status'], undefined],
  ['x', ['yes', 'no'], undefined],
  ['sta', ['status', 'start'], 'status'],
  ['environment', ['env', 'yes'], 'env'],
])('of %s, among %j, is %s', (word, candidates, expected) => {
  expect(nearest(word, candidates)).toBe(expected)
})

it('is the word itself where that is among the candidates', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{3,8}$/), { minLength: 1 }), (words) => {
      const [first = ''] = words
      expect(nearest(first, words.toReversed())).toBe(first)
    }),
  )
})
