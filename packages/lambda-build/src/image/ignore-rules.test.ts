import { describe, expect, test } from 'vitest'
import { readIgnoreRules } from './ignore-rules.ts'

describe('readIgnoreRules', () => {
  test.each([
    ['node_modules', 'node_modules/a/b.js', true],
    ['node_modules', 'sub/node_modules/b.js', false],
    ['**/node_modules', 'sub/node_modules/b.js', true],
    ['**/node_modules', 'node_modules/b.js', true],
    ['/dist/', 'dist/a', true],
    ['./dist', 'dist', true],
    ['*.md', 'README.md', true],
    ['*.md', 'docs/README.md', false],
    ['docs/**', 'docs/a/b', true],
    ['docs/**', 'docs', false],
    ['*/temp*', 'a/temporary.txt', true],
    ['*/temp*', 'a/b/temporary.txt', false],
    ['temp?', 'tempa', true],
    ['temp?', 'temp', false],
    ['[ab].txt', 'b.txt', true],
    ['[ab].txt', 'c.txt', false],
    ['a.b', 'axb', false],
    ['# a', 'a', false],
    ['\\#a', '#a', true],
    ['*\n!keep', 'keep', false],
    ['*\n!keep', 'other', true],
    ['!keep\n*', 'keep', true],
    ['*\n!src/keep', 'src/keep', false],
    ['*\n!src', 'src/a/b', false],
    ['', 'a', false],
    ['a(b', 'a(b', true],
  ])('%j and %s', (text, path, ignored) => {
    expect(readIgnoreRules(text)(path)).toBe(ignored)
  })
})
