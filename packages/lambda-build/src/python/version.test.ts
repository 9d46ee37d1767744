import { expect, it } from 'vitest'
import { compareVersions, satisfies } from './version.ts'

it.each([
  ['1.2.3', '^1.2', true],
  ['2.0', '^1.2', false],
  ['0.3.1', '^0.3', true],
  ['0.4', '^0.3', false],
  ['1.2.9', '~1.2', true],
  ['1.3', '~1.2', false],
  ['1.3', '~=1.2', true],
  ['1.3', '~=1.2.0', false],
  ['3.12', '>=3.8,<4.0', true],
  ['3.12', '>=3.8 <3.12', false],
  ['3.7', '<3.8 || >=3.12', true],
  ['3.9', '<3.8 || >=3.12', false],
  ['3.12.99', '==3.12.*', true],
  ['3.11', '!=3.11.*', false],
  ['2.0', '*', true],
  ['2.0', '2.0.0', true],
  ['2.1', '', true],
])('%s fulfils "%s": %s', (version, constraint, expected) => {
  expect(satisfies(version, constraint)).toBe(expected)
})

it('orders numbers, not texts', () => {
  expect(['3.10', '3.9', '3.9.1', '3'].toSorted(compareVersions)).toEqual(['3', '3.9', '3.9.1', '3.10'])
})
