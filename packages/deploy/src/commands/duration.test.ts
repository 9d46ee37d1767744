import { expect, it } from 'vitest'
import { durationOf } from './duration.ts'

it.each([
  ['90s', 90_000],
  ['10m', 600_000],
  ['2h', 7_200_000],
  ['1d', 86_400_000],
])('reads %s', (text, milliseconds) => {
  expect(durationOf(text)).toBe(milliseconds)
})

it.each(['', '10', '0s', '-5m', '1.5h', '10 m', 'ten', '9999999s'])('takes "%s" for no duration', (text) => {
  expect(durationOf(text)).toBeUndefined()
})
