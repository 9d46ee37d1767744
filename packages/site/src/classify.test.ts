import { describe, expect, test } from 'vitest'
import { classify, immutable, revalidated, short } from './classify.ts'
import { mediaType } from './content-type.ts'

const none: ReadonlySet<string> = new Set()
const classOf = (key: string, listed = none): readonly [string, string] => {
  const { phase, cacheControl } = classify(key, mediaType(key) ?? 'application/octet-stream', listed)
  return [phase, cacheControl]
}

describe('keeps for a year only names that carry a hash', () => {
  test.each([
    'assets/index-DkX9a_b2.js',
    'assets/index-a-b3Xk2_.css',
    'assets/logo.8f3b2c1d.svg',
    'static/js/main.8f3b2c1d.chunk.js',
    '_next/static/chunks/app-0123456789abcdef.js',
    '_astro/hoisted.BVxk3T2l.js',
    'js/chunk-ABC2DE45.js',
  ])('%s', (key) => {
    expect(classOf(key)).toEqual(['asset', immutable])
  })
})

describe('does not take for a hash what people write', () => {
  test.each([
    'assets/hero-background.png',
    'assets/photo-20240115.jpg',
    'assets/hero-1920x1080.jpg',
    'assets/photo-IMG_2024.jpg',
    'assets/a-my-photo.png',
    'assets/the-Fragment.svg',
    'assets/the-myModule.js',
    'assets/page-download.css',
    'assets/all-chapter1.css',
    'assets/noextension-DkX9a_b2',
    'index-DkX9a_b2.js',
    'images/index-DkX9a_b2.png',
    'service-worker-helper.js',
  ])('%s', (key) => {
    expect(classOf(key)).toEqual(['other', short])
  })
})

test('believes the build tool about a name of any folder, if it carries a hash', () => {
  const listed = new Set(['own/entry-abcdefgh.js', 'own/entry.js'])
  expect(classOf('own/entry-abcdefgh.js', listed)).toEqual(['asset', immutable])
  expect(classOf('own/entry.js', listed)).toEqual(['other', short])
})

test.each([
  ['index.html', 'entry', revalidated],
  ['404.html', 'entry', revalidated],
  ['docs/index.html', 'page', revalidated],
  ['about.html', 'page', revalidated],
  ['assets/frame-DkX9a_b2.html', 'page', revalidated],
  ['service-worker.js', 'entry', revalidated],
  ['assets/sw.js', 'entry', revalidated],
  ['config.json', 'other', revalidated],
  ['manifest.json', 'other', revalidated],
  ['assets/app.webmanifest', 'other', revalidated],
  ['robots.txt', 'other', short],
])('publishes %s as %s with %s', (key, phase, cacheControl) => {
  expect(classOf(key)).toEqual([phase, cacheControl])
})
