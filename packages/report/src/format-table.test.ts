import fc from 'fast-check'
import { expect, it } from 'vitest'
import { formatTable } from './format-table.ts'
import { widthOf, wrap } from './text.ts'

it('lays rows out in columns under their keys', () => {
  const rows = [
    { name: 'app', state: 'CREATE_COMPLETE' },
    { name: 'website', note: 'new' },
  ]
  expect(formatTable(rows)).toBe(
    'name     state            note\napp      CREATE_COMPLETE\nwebsite                   new',
  )
})

it('is empty without rows', () => {
  expect(formatTable([])).toBe('')
})

it('narrows the widest column when the width does not do', () => {
  expect(formatTable([{ id: 'a', message: 'a rather long message' }], { width: 20 })).toBe(
    'id  message\na   a rather long m…',
  )
})

it('never exceeds a width that leaves each column eight', () => {
  const row = fc.record({ a: fc.string(), b: fc.string(), c: fc.string() })
  fc.assert(
    fc.property(fc.array(row, { minLength: 1 }), fc.integer({ min: 28, max: 100 }), (rows, width) => {
      for (const line of formatTable(rows, { width }).split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(width)
    }),
  )
})

it('wraps at words, loses none, and leaves set lines as they are', () => {
  expect(wrap('one two three four five', 20, '  ')).toBe('  one two three four\n  five')
  expect(wrap('see:\n    code   frame that is much longer than the width', 20)).toBe(
    'see:\n    code   frame that is much longer than the width',
  )
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }), (words) => {
      expect(wrap(words.join(' '), 24, '').split(/\s+/)).toEqual(words)
    }),
  )
})
