import { expect, test } from 'vitest'
import type { Problem } from './error.ts'
import { commonCode, errorOver } from './error-over.ts'

const one: Problem = { code: 'TEST_ONE', message: 'one', hint: 'mend it', where: { file: 'x.yaml', line: 3 } }
const two: Problem = { code: 'TEST_TWO', message: 'two' }
const over = { code: 'TEST_MANY', message: 'several' } as const

test('tells a single problem as itself, with its place and next step', () => {
  expect(errorOver([one], over)).toMatchObject({ ...one, problems: [one] })
})

test('tells several problems under the error over them', () => {
  const error = errorOver([one, two], over)
  expect(error).toMatchObject({ ...over, problems: [one, two] })
  expect([error.hint, error.where]).toEqual([undefined, undefined])
})

test.each([
  [[one, one], 'TEST_ONE'],
  [[one, two], undefined],
  [[], undefined],
])('knows the code that %j have in common', (problems, code) => {
  expect(commonCode(problems)).toBe(code)
})
