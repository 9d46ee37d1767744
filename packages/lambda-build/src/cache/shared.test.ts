import { rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { BuildInput } from '../artifact/artifact.ts'
import { buildArtifacts } from '../build/build-artifacts.ts'
import { addFiles, listen, makeFolder, oneFunction } from '../build/folder.test.fixture.ts'
import { explainBuilds } from './explain.ts'
import { type SharedBuilds, type SharingInput, shareBuilds, unofferedBuilds } from './shared.ts'
import type { SharedBuild } from './shared-build.ts'

const files = {
  'src/api.ts': `import { one } from './lib'\nimport { two } from 'dep'\nexport const handler = async () => one + two\n`,
  'src/lib.ts': 'export const one = 1',
  'package.json': '{}',
  'package-lock.json': '{ "lockfileVersion": 3 }',
  'node_modules/dep/package.json': '{ "main": "index.js" }',
  'node_modules/dep/index.js': 'exports.two = 2',
}

interface Bucket extends SharedBuilds {
  readonly kept: Map<string, unknown[]>
  readonly asked: string[]
}

/** The bucket's side in memory; all bytes are there unless said otherwise. */
function bucket(holds: boolean = true): Bucket {
  const kept = new Map<string, unknown[]>()
  const asked: string[] = []
  return {
    kept,
    asked,
    find: async (key) => {
      asked.push(key)
      return kept.get(key) ?? []
    },
    keep: async (key, { build }) => kept.set(key, [build, ...(kept.get(key) ?? [])]),
    holds: async () => holds,
  }
}

function machine(shared: SharedBuilds, more: Readonly<Record<string, string>> = {}): SharingInput {
  const root = makeFolder({ ...files, ...more })
  return { ...oneFunction(root, { entry: join(root, 'src/api.ts') }), shared }
}

async function build(input: BuildInput & Partial<SharingInput>) {
  const context = listen()
  const [artifact] = await buildArtifacts(input, context)
  if (artifact === undefined) throw new Error('nothing was built')
  return { artifact, notices: context.notices }
}

/** A bucket with what one machine built and uploaded. */
async function uploaded(holds?: boolean) {
  const shared = bucket(holds)
  const laptop = machine(shared, { 'coverage/report.txt': '' })
  const { artifact } = await build(laptop)
  await shareBuilds(laptop, [artifact], 'ada')
  return { shared, artifact }
}

describe('a build that another machine stored', () => {
  it('is taken where everything that went in is the same, without building', async () => {
    const { shared, artifact: built } = await uploaded()
    const { artifact, notices } = await build(machine(shared))
    const { zip: _, ...same } = built
    expect(artifact).toEqual({ ...same, reused: true, why: expect.stringMatching(/^built by ada before, 2\d{3}-/) })
    expect(notices).toEqual([])
  })

  it('is taken where other packages are installed beside those that went in, as for another system', async () => {
    const { shared } = await uploaded()
    const { artifact } = await build(machine(shared, { 'node_modules/@only/linux/index.js': '' }))
    expect(artifact).toMatchObject({ reused: true, why: expect.stringContaining('ada') })
  })

  it('is not taken where a folder that is packed as it is holds more packages', async () => {
    const shared = bucket()
    const folder = { 'all/api.js': 'exports.handler = () => 1', 'all/node_modules/dep/index.js': '' }
    const packed = (more: Readonly<Record<string, string>> = {}): SharingInput => {
      const root = makeFolder({ ...folder, ...more })
      const { functions, ...rest } = oneFunction(root)
      const plain = functions.map(({ entry: _, ...each }) => ({ ...each, bundle: false, directory: join(root, 'all') }))
      return { ...rest, functions: plain, shared }
    }
    const laptop = packed()
    const { artifact } = await build(laptop)
    await shareBuilds(laptop, [artifact], 'ada')
    expect((await build(packed())).artifact.reused).toBe(true)
    expect((await build(packed({ 'all/node_modules/more/index.js': '' }))).artifact.reused).toBe(false)
  })

  it.each<[string, (root: string) => void, string]>([
    [
      'a source differs',
      (root) => addFiles(root, { 'src/lib.ts': 'export const one = 3' }),
      'src/lib.ts is another than that machine had',
    ],
    [
      'a package differs',
      (root) => addFiles(root, { 'node_modules/dep/index.js': 'exports.two = 4' }),
      'node_modules/dep is another than that machine had',
    ],
    [
      'packages are not installed',
      (root) => rmSync(join(root, 'node_modules'), { recursive: true }),
      'node_modules is not here',
    ],
    [
      'the lock file differs',
      (root) => addFiles(root, { 'package-lock.json': '{}' }),
      'package-lock.json is another than that machine had',
    ],
    [
      'a new file could take an import over',
      (root) => addFiles(root, { 'src/lib.tsx': 'export const one = 5' }),
      'src/lib.tsx was not there',
    ],
    [
      'a package is linked',
      (root) => symlinkSync('../src', join(root, 'node_modules/linked')),
      'node_modules/linked was not there',
    ],
  ])('is not taken where %s, and says so', async (_, change, why) => {
    const { shared } = await uploaded()
    const input = machine(shared)
    change(input.root)
    const context = listen()
    // Without its package it cannot be built here either: then that is told.
    const [artifact] = await buildArtifacts(input, context).catch(() => [])
    expect(artifact?.reused ?? false).toBe(false)
    const note = `first build; the build of ada does not hold here: ${why}`
    expect(context.notices[0]).toMatchObject({ state: 'started', note })
  })

  it.each<[string, Partial<BuildInput>]>([
    ['other build values', { environment: { A: 'b' } }],
    ['another runtime', { template: { Api: { runtime: 'nodejs24.x', handler: 'api.handler' } } }],
  ])('is not taken for %s', async (_, other) => {
    const { shared } = await uploaded()
    expect((await build({ ...machine(shared), ...other })).artifact.reused).toBe(false)
  })

  it('is not taken where its bytes are gone', async () => {
    const { shared } = await uploaded(false)
    expect((await build(machine(shared))).artifact).toMatchObject({ reused: false, zip: expect.any(String) })
  })

  it('is not asked for where the own one holds', async () => {
    const shared = bucket()
    const input = machine(shared)
    await build(input)
    expect((await build(input)).artifact.why).toBe('unchanged')
    expect(shared.asked).toHaveLength(1)
  })

  it('is not taken where nobody offered it', async () => {
    const { shared } = await uploaded()
    const { shared: _, ...alone } = machine(shared)
    expect((await build(alone)).artifact.why).toBe('first build')
  })

  it.each<[string, (build: SharedBuild) => unknown]>([
    ['is no build', () => ({ inputs: [] })],
    [
      'claims a hash that its files do not have',
      (one) => ({ ...one, manifest: { ...one.manifest, sha256: '0'.repeat(64) } }),
    ],
    ['names files outside', (one) => ({ ...one, inputs: [{ path: '/etc/hostname', content: 'x' }] })],
    ['names nothing that went in', (one) => ({ ...one, inputs: [] })],
  ])('is passed over where it %s', async (_, forge) => {
    const { shared } = await uploaded()
    for (const [key, [kept]] of shared.kept) {
      const real: SharedBuild = JSON.parse(gunzipSync(Buffer.from(String(kept), 'base64')).toString())
      shared.kept.set(key, [gzipSync(JSON.stringify(forge(real))).toString('base64'), 'rubbish', 7])
    }
    expect((await build(machine(shared))).artifact.reused).toBe(false)
  })

  it('is one of several: the one whose sources are here', async () => {
    const { shared, artifact: first } = await uploaded()
    const other = machine(shared, { 'src/lib.ts': 'export const one = 11' })
    const second = await build(other)
    await shareBuilds(other, [second.artifact], 'bob')
    expect(second.artifact.manifest.sha256).not.toBe(first.manifest.sha256)
    expect((await build(machine(shared))).artifact.manifest).toEqual(first.manifest)
    expect([...shared.kept.values()].map((kept) => kept.length)).toEqual([2])
  })

  it('comes with what its build had to say', async () => {
    const shared = bucket()
    const source = { 'src/api.ts': 'export const handler = () => import.meta.url' }
    const laptop = machine(shared, source)
    const { artifact } = await build(laptop)
    await shareBuilds(laptop, [artifact], 'ada')
    const { notices } = await build(machine(shared, source))
    expect(notices).toMatchObject([{ type: 'finding', finding: { rule: 'lambda/empty-import-meta' } }])
  })

  it('never keeps a build from being made where the bucket fails', async () => {
    const broken = { ...bucket(), find: async () => Promise.reject(new Error('no network')) }
    const { artifact, notices } = await build(machine(broken))
    expect(artifact).toMatchObject({ reused: false, why: 'first build' })
    expect(notices[0]).toMatchObject({ type: 'warning', message: expect.stringContaining('no network') })
  })

  it('is told by what explains the next build, as one that takes it', async () => {
    const { shared } = await uploaded()
    const [told] = await explainBuilds(machine(shared), listen())
    expect(told).toMatchObject({ would: 'reuse', reasons: [], shared: expect.stringMatching(/^built by ada before, /) })
    const [other] = await explainBuilds(machine(shared, { 'src/lib.ts': 'export const one = 3' }), listen())
    expect(other).toMatchObject({
      would: 'rebuild',
      reasons: ['first build', 'the build of ada does not hold here: src/lib.ts is another than that machine had'],
    })
    expect(other).not.toHaveProperty('shared')
  })

  it('is remembered as offered in one place, and offered anew once it was built anew', async () => {
    const input = machine({ ...bucket(), place: 'bucket/shop/full' })
    const { artifact } = await build(input)
    expect(unofferedBuilds(input, [artifact])).toEqual(['Api'])
    await shareBuilds(input, [artifact], 'ada')
    expect(unofferedBuilds(input, [artifact])).toEqual([])
    expect((await build(input)).artifact.why).toBe('unchanged')
    expect(unofferedBuilds(input, [artifact])).toEqual([])
    expect(unofferedBuilds({ ...input, shared: { ...bucket(), place: 'other/shop/full' } }, [artifact])).toEqual([
      'Api',
    ])
    writeFileSync(join(input.root, 'src/lib.ts'), 'export const one = 5')
    expect(unofferedBuilds(input, [(await build(input)).artifact])).toEqual(['Api'])
  })

  it('is not missed in a place that cannot be told from others, nor where it came from another machine', async () => {
    const shared = bucket()
    const input = machine(shared)
    const { artifact } = await build(input)
    expect(unofferedBuilds(input, [artifact])).toEqual([])
    await shareBuilds(input, [artifact], 'ada')
    const runner = machine({ ...shared, place: 'bucket/shop/full' })
    expect(unofferedBuilds(runner, [(await build(runner)).artifact])).toEqual([])
  })

  it('is offered only with the settings and the content it was built with', async () => {
    const shared = bucket()
    const input = machine(shared)
    const { artifact } = await build(input)
    await shareBuilds({ ...input, environment: { A: 'b' } }, [artifact], 'ada')
    await shareBuilds(input, [{ ...artifact, manifest: { ...artifact.manifest, sha256: '0'.repeat(64) } }], 'ada')
    writeFileSync(join(input.cache, 'builds', 'other.json'), '')
    expect(shared.kept.size).toBe(0)
  })
})
