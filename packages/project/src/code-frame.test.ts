import fc from 'fast-check'
import { expect, test } from 'vitest'
import { codeFrame } from './code-frame.ts'

test('shows the line, the one before and a caret', () => {
  expect(codeFrame('a: 1\nb: 2\nc: 3', { line: 2, column: 4 })).toBe('  1 | a: 1\n  2 | b: 2\n    |    ^')
})

test('shows the first line alone, and leaves an empty one out', () => {
  expect(codeFrame('a: 1', { line: 1, column: 1 })).toBe('  1 | a: 1\n    | ^')
  expect(codeFrame('\nb: 2', { line: 2, column: 1 })).toBe('  2 | b: 2\n    | ^')
})

test('is empty without a line, and beyond the text', () => {
  expect(codeFrame('a', {})).toBe('')
  expect(codeFrame('a', { line: 9, column: 1 })).toBe('')
})

test('aligns numbers of different length', () => {
  expect(codeFrame(`${'x\n'.repeat(9)}y`, { line: 10, column: 1 })).toBe('   9 | x\n  10 | y\n     | ^')
})

test('shows no control character, so that no terminal is steered', () => {
  expect(codeFrame('\u001b[31mred\r', { line: 1, column: 3 })).toBe('  1 | ·[31mred\n    |   ^')
})

test('keeps every row short and the caret under its letter, also far to the right', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), (column) => {
      const text = `${'.'.repeat(column - 1)}X${'.'.repeat(400)}`
      const [line = '', caret = ''] = codeFrame(text, { line: 1, column }).split('\n')
      expect(line.length).toBeLessThan(120)
      expect(line[caret.indexOf('^')]).toBe('X')
    }),
  )
})
