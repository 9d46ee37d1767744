import { expect, test } from 'vitest'
import type { SiteFile, SitePhase } from './manifest.ts'
import { manifestOf } from './manifest-text.ts'
import { planSiteReturn } from './plan-return.ts'

function file(key: string, content: string, phase: SitePhase = 'page'): SiteFile {
  return { key, size: 1, sha256: content.repeat(64), contentType: 'text/html', cacheControl: 'no-cache', phase }
}

const shared = file('logo.svg', 'a', 'other')
const earlier = {
  manifest: manifestOf([file('index.html', 'b', 'entry'), file('assets/app-11111111.js', 'c', 'asset'), shared]),
  config: 'old',
}
const present = {
  manifest: manifestOf([
    file('index.html', 'd', 'entry'),
    file('news/index.html', 'e'),
    file('.well-known/key', 'f', 'other'),
    file('assets/app-22222222.js', 'f', 'asset'),
    shared,
  ]),
  config: 'new',
}

test('publishes what differs, removes what the release does not have, and invalidates exactly that', () => {
  const plan = planSiteReturn(earlier, present)
  expect(plan.assets.map(({ key }) => key)).toEqual(['assets/app-11111111.js'])
  expect(plan.upload.map(({ key }) => key)).toEqual(['index.html'])
  expect(plan).toMatchObject({
    remove: ['news/index.html'],
    config: true,
    invalidate: ['/config.json', '/index.html', '/', '/news/', '/news/index.html'].sort(),
  })
})

test('does nothing where the site is as it was', () => {
  const nothing = { assets: [], upload: [], remove: [], config: false, invalidate: [] }
  expect(planSiteReturn(earlier, earlier)).toEqual(nothing)
})

test('publishes everything and invalidates everything where nobody knows what is there', () => {
  const plan = planSiteReturn(earlier, undefined)
  expect(plan.upload.map(({ key }) => key)).toEqual(['index.html', 'logo.svg'])
  expect(plan).toMatchObject({ remove: [], config: true, invalidate: ['/*'] })
  expect(plan.assets).toHaveLength(1)
})

test('publishes a hashed asset again that the present site has in other bytes', () => {
  const other = { ...present, manifest: manifestOf([file('assets/app-11111111.js', '9', 'asset')]) }
  const plan = planSiteReturn(earlier, other)
  expect(plan.upload.map(({ key }) => key)).toContain('assets/app-11111111.js')
  expect(plan.invalidate).toContain('/assets/app-11111111.js')
})
