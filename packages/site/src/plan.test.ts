import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SiteFile, SiteManifest, SitePhase } from './manifest.ts'
import { manifestOf } from './manifest-text.ts'
import { planSite } from './plan.ts'

const file = (key: string, sha256: string, phase: SitePhase = 'other', cacheControl = 'no-cache'): SiteFile => ({
  key,
  size: 1,
  sha256,
  contentType: 'text/plain',
  cacheControl,
  phase,
})

const before = manifestOf([
  file('index.html', 'a', 'entry'),
  file('assets/a-1.js', 'x', 'asset'),
  file('robots.txt', 'r'),
])

test('publishes everything and invalidates everything where nothing is recorded', () => {
  const plan = planSite({ manifest: before, config: 'c1' })
  expect(plan).toEqual({ upload: before.files, remove: [], config: true, invalidate: ['/*'] })
})

test('has nothing to do for an unchanged site, even with old releases at hand', () => {
  const older = [manifestOf([file('old.txt', 'o')])]
  expect(planSite({ manifest: before, config: 'c1', recorded: { manifest: before, config: 'c1' }, older })).toEqual({
    upload: [],
    remove: [],
    config: false,
    invalidate: [],
  })
})

test('publishes changed bytes and changed headers, and invalidates only names without a hash', () => {
  const manifest = manifestOf([
    file('index.html', 'b', 'entry'),
    file('assets/a-2.js', 'y', 'asset'),
    file('robots.txt', 'r', 'other', 'public'),
  ])
  const plan = planSite({ manifest, config: 'c1', recorded: { manifest: before, config: 'c1' } })
  expect(plan.upload.map(({ key }) => key)).toEqual(['assets/a-2.js', 'index.html', 'robots.txt'])
  expect(plan.invalidate).toEqual(['/', '/index.html', '/robots.txt'])
  expect(plan.remove).toEqual([])
})

test('invalidates a hashed name whose bytes changed all the same', () => {
  const manifest = manifestOf([
    ...before.files.filter(({ phase }) => phase !== 'asset'),
    file('assets/a-1.js', 'z', 'asset'),
  ])
  expect(planSite({ manifest, recorded: { manifest: before } }).invalidate).toEqual(['/assets/a-1.js'])
})

test('writes a changed configuration alone', () => {
  const plan = planSite({ manifest: before, config: 'c2', recorded: { manifest: before, config: 'c1' } })
  expect(plan).toEqual({ upload: [], remove: [], config: true, invalidate: ['/config.json'] })
})

test('never publishes a file in the place of the configuration', () => {
  const manifest = manifestOf([file('config.json', 'own'), file('index.html', 'a', 'entry')])
  expect(planSite({ manifest, config: 'c1' }).upload.map(({ key }) => key)).toEqual(['index.html'])
  expect(planSite({ manifest }).upload.map(({ key }) => key)).toEqual(['config.json', 'index.html'])
})

test('removes what only older releases use, but never the configuration or .well-known', () => {
  const manifest = manifestOf([file('index.html', 'b', 'entry')])
  const older = [
    manifestOf([
      file('gone.html', 'g', 'page'),
      file('config.json', 'c'),
      file('.well-known/x', 'w'),
      file('robots.txt', 'r'),
    ]),
    manifestOf([file('gone.html', 'g', 'page'), file('assets/old-1.js', 'o', 'asset'), file('kept.txt', 'k')]),
  ]
  const kept = [manifestOf([file('kept.txt', 'k')])]
  const plan = planSite({ manifest, recorded: { manifest: before }, older, kept })
  expect(plan.remove).toEqual(['assets/old-1.js', 'gone.html'])
  expect(plan.invalidate).toEqual(['/', '/gone.html', '/index.html'])
})

describe('for any releases', () => {
  const phase = fc.constantFrom<SitePhase>('asset', 'other', 'page', 'entry')
  const one = fc.record({
    key: fc.constantFrom('index.html', 'a.js', 'b.js', 'c/d.css', 'config.json', '.well-known/x', 'e', 'f g'),
    sha256: fc.constantFrom('1', '2', '3'),
    contentType: fc.constantFrom('text/a', 'text/b'),
    cacheControl: fc.constantFrom('no-cache', 'public'),
    phase,
    size: fc.constant(1),
  })
  const manifest = fc.uniqueArray(one, { selector: ({ key }) => key, maxLength: 8 }).map(manifestOf)
  const config = fc.option(fc.constantFrom('c1', 'c2'), { nil: undefined })
  const recorded = fc.option(fc.record({ manifest, config }), { nil: undefined })
  const input = fc.record({ manifest, config, recorded, kept: fc.array(manifest), older: fc.array(manifest) })
  const published = (of: SiteManifest, own: string | undefined): readonly SiteFile[] =>
    of.files.filter(({ key }) => own === undefined || key !== 'config.json')

  test('publishing the plan onto the recorded state gives exactly what is desired', () => {
    fc.assert(
      fc.property(input, (given) => {
        const plan = planSite(given)
        const state = new Map(given.recorded?.manifest.files.map((known) => [known.key, known]))
        for (const uploaded of plan.upload) state.set(uploaded.key, uploaded)
        for (const key of plan.remove) state.delete(key)
        for (const wanted of published(given.manifest, given.config)) {
          const { phase: _, ...stored } = wanted
          expect(state.get(wanted.key)).toMatchObject(stored)
        }
        const configNow = plan.config ? given.config : given.recorded?.config
        if (given.config !== undefined) expect(configNow).toBe(given.config)
      }),
    )
  })

  test('nothing is removed that this, the recorded or a kept release uses, and nothing unknown', () => {
    fc.assert(
      fc.property(input, (given) => {
        const used = [given.manifest, ...(given.recorded ? [given.recorded.manifest] : []), ...given.kept]
        const usedKeys = new Set(used.flatMap(({ files }) => files.map(({ key }) => key)))
        const olderKeys = new Set(given.older.flatMap(({ files }) => files.map(({ key }) => key)))
        for (const key of planSite(given).remove) {
          expect(usedKeys.has(key)).toBe(false)
          expect(olderKeys.has(key)).toBe(true)
        }
      }),
    )
  })

  test('what was just published leaves nothing to do', () => {
    fc.assert(
      fc.property(input, (given) => {
        const again = planSite({ ...given, recorded: { manifest: given.manifest, config: given.config } })
        expect(again).toEqual({ upload: [], remove: [], config: false, invalidate: [] })
      }),
    )
  })
})
