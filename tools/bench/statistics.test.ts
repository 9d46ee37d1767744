import { expect, it } from 'vitest'
import { median, paired } from './statistics.ts'

it.each([
  [[3, 1, 2], 2],
  [[4, 1, 2, 3], 2.5],
  [[7], 7],
  [[], Number.NaN],
])('finds the middle of %j', (numbers, middle) => {
  expect(median(numbers)).toBe(middle)
})

it('compares within rounds, so that a slow round does not count as a slow program', () => {
  const base = [10, 10, 100]
  const own = [15, 15, 105]
  expect(paired(own, base, (a, b) => a - b)).toBe(5)
  expect(median(own) / median(base)).toBe(1.5)
  expect(paired(own, base, (a, b) => a / b)).toBe(1.5)
})

it('leaves out rounds that one of both lacks', () => {
  expect(paired([2, 4, 100], [1, 2], (a, b) => a / b)).toBe(2)
})
