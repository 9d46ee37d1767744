import fc from 'fast-check'
import { expect, test } from 'vitest'
import { invalidationPaths } from './invalidation-paths.ts'

test('names an index page under its folder too', () => {
  expect(invalidationPaths(['index.html', 'docs/index.html', 'about.html'])).toEqual([
    '/',
    '/about.html',
    '/docs/',
    '/docs/index.html',
    '/index.html',
  ])
})

test.each([
  ['a file.txt', '/a%20file.txt'],
  ['50%.txt', '/50%25.txt'],
  ['a#b?.txt', '/a%23b%3F.txt'],
  ['größe/ü.txt', '/gr%C3%B6%C3%9Fe/%C3%BC.txt'],
  ['ends-with-*', '/ends-with-%2A'],
  ['myindex.html', '/myindex.html'],
])('encodes %s as %s', (key, path) => {
  expect(invalidationPaths([key])).toEqual([path])
})

test('gathers more than fifteen into their top folders', () => {
  const keys = Array.from({ length: 20 }, (_, index) => `docs/page${index}.html`)
  expect(invalidationPaths([...keys, 'robots.txt', 'blog/one.html'])).toEqual([
    '/blog/one.html',
    '/docs/*',
    '/robots.txt',
  ])
})

test('gathers all into one where the folders alone are too many', () => {
  expect(invalidationPaths(Array.from({ length: 16 }, (_, index) => `page${index}.html`))).toEqual(['/*'])
})

test('covers every key with at most fifteen paths, whatever the keys are', () => {
  const segment = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 }).filter((text) => !text.includes('/'))
  const key = fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => segments.join('/'))
  fc.assert(
    fc.property(fc.array(key, { maxLength: 40 }), (keys) => {
      const paths = invalidationPaths(keys)
      const covers = (url: string): boolean =>
        paths.some((path) => (path.endsWith('*') ? url.startsWith(path.slice(0, -1)) : path === url))
      expect(paths.length).toBeLessThanOrEqual(15)
      for (const one of keys)
        expect(covers(`/${one.split('/').map(encodeURIComponent).join('/')}`.replaceAll('*', '%2A'))).toBe(true)
    }),
  )
})
