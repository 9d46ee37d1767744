import { expect, it } from 'vitest'
import { reportOf } from './invoke.ts'

const cold =
  'START RequestId: 1 Version: 3\nhello\nEND RequestId: 1\nREPORT RequestId: 1\tDuration: 12.34 ms\tBilled Duration: 113 ms\tMemory Size: 512 MB\tMax Memory Used: 71 MB\tInit Duration: 100.00 ms\t\n'

it.each([
  ['a cold start', cold, { duration: 12.34, billed: 113, memoryUsed: 71, start: 'cold' }],
  ['a warm one', cold.replace(/\tInit.*/, ''), { duration: 12.34, billed: 113, memoryUsed: 71, start: 'warm' }],
  ['a restored one', cold.replace('Init', 'Restore'), { duration: 12.34, billed: 113, memoryUsed: 71, start: 'cold' }],
  ['a log without a report', 'hello\n', { duration: null, billed: null, memoryUsed: null, start: null }],
  ['no log', '', { duration: null, billed: null, memoryUsed: null, start: null }],
])('reads the numbers of %s', (_, log, numbers) => {
  expect(reportOf(log)).toEqual(numbers)
})
