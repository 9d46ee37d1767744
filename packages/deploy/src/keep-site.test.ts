import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sha256 } from '@project-utils/run'
import type { SiteFile } from '@project-utils/site'
import { expect, it } from 'vitest'
import { keepSite } from './keep-site.ts'
import type { Workbench } from './workbench.ts'
import { deployedWorld } from './world.test.fixture.ts'

const files: readonly SiteFile[] = (['asset', 'other', 'entry'] as const).map((phase) => {
  return { key: phase, size: phase.length, sha256: sha256(phase), contentType: 't', cacheControl: 'c', phase }
})

async function keep(configKey: string | undefined, published: readonly SiteFile[], present: readonly string[] = []) {
  const directory = await mkdtemp(join(tmpdir(), 'keep-site-'))
  for (const { key } of files) await writeFile(join(directory, key), key)
  const kept = new Map<string, string>()
  const blobs = {
    missing: async (shas: readonly string[]) => shas.filter((sha) => !present.includes(sha)),
    put: async (sha: string, body: Uint8Array) => void kept.set(sha, new TextDecoder().decode(body)),
  }
  const world = deployedWorld()
  const site = world.actual.good?.site
  if (world.actual.good === undefined || site === undefined) throw new Error('the fixture has a site')
  const good = { ...world.actual.good, site: { ...site, ...(configKey === undefined ? {} : { configKey }) } }
  const bench = { records: { blobs } } as unknown as Workbench
  const build = { directory, manifest: { sha256: 'm', files }, reused: true, why: '', findings: [] }
  const keys = await keepSite(build, '{}\n', published, {
    world: { ...world, actual: { ...world.actual, good } },
    bench,
  })
  return { keys, kept }
}

it('keeps manifest, configuration and what publishing overwrites, and leaves hashed assets in their bucket', async () => {
  const { keys, kept } = await keep('known', files)
  expect(kept.get(keys.configKey)).toBe('{}\n')
  expect(kept.get(keys.manifestKey)).toContain('"entry"')
  expect([...kept.values()].filter((text) => files.some(({ key }) => key === text))).toEqual(['other', 'entry'])
})

it('keeps everything where the release before kept nothing, and nothing twice', async () => {
  const { kept } = await keep(undefined, [], [sha256('entry')])
  expect(kept.has(sha256('other'))).toBe(true)
  expect(kept.has(sha256('entry'))).toBe(false)
  expect((await keep('known', [])).kept.size).toBe(2)
})
