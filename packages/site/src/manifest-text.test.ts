import { expect, test } from 'vitest'
import { phases } from './manifest.ts'
import { formatSiteManifest, manifestOf, parseSiteManifest } from './manifest-text.ts'

const one = {
  key: 'index.html',
  size: 3,
  sha256: 'aa',
  contentType: 'text/html',
  cacheControl: 'no-cache',
  phase: 'entry',
} as const
const two = { ...one, key: 'assets/a.js', phase: 'asset' } as const

test('reads back what it wrote', () => {
  const manifest = manifestOf([one, two])
  expect(parseSiteManifest(formatSiteManifest(manifest))).toEqual(manifest)
})

test('gives the same hash whatever the order of the files, and another for other headers', () => {
  expect(manifestOf([one, two]).sha256).toBe(manifestOf([two, one]).sha256)
  expect(manifestOf([{ ...one, cacheControl: 'public' }, two]).sha256).not.toBe(manifestOf([one, two]).sha256)
})

test.each([
  ['a cut text', (text: string) => text.slice(0, -10)],
  ['another size', (text: string) => text.replace('"size":3', '"size":4')],
  ['another version', (text: string) => text.replace('"v":1', '"v":2')],
  ['a file without its type', (text: string) => text.replace('"contentType":"text/html",', '')],
  ['a list', () => '[]'],
  ['a key that leads out', () => formatSiteManifest(manifestOf([{ ...one, key: '../../secret' }]))],
])('refuses %s', (_, damage) => {
  expect(() => parseSiteManifest(damage(formatSiteManifest(manifestOf([one]))))).toThrow(
    expect.objectContaining({ code: 'SITE_MANIFEST_INVALID' }),
  )
})

test('splits files into phases in the order of publishing', () => {
  expect(phases([one, two])).toEqual([
    { phase: 'asset', files: [two] },
    { phase: 'entry', files: [one] },
  ])
})
