import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildArtifacts } from '../build/build-artifacts.ts'
import { addFiles, listen, makeFolder, oneFunction } from '../build/folder.test.fixture.ts'
import { cacheSize, sweepCache } from './sweep.ts'

const hour = 3_600_000
const day = 24 * hour

describe('sweepCache', () => {
  it.each([
    ['a draft of a running build', 'artifacts/a.zip.1.ab.tmp', 0.9 * hour, true],
    ['a draft of a killed build', 'artifacts/a.zip.1.ab.tmp', 1.1 * hour, false],
    ['a draft of a record', 'builds/a.json.1.ab.tmp', 1.1 * hour, false],
    ['a draft in the cache itself', 'clock.1.ab.tmp', 1.1 * hour, false],
    ['a zip that no build refers to', 'artifacts/a.zip', 15 * day, false],
    ['a young zip that no build refers to', 'artifacts/a.zip', 13 * day, true],
    ['the record of a project that nobody builds', 'builds/a.json', 61 * day, false],
    ['a file that it does not know', 'tools/uv/uv', 999 * day, true],
    ['a file of another kind beside the zips', 'artifacts/notes', 999 * day, true],
  ])('looks at %s', async (_, path, age, stays) => {
    const cache = makeFolder({ [path]: 'x' })
    const now = Date.now()
    utimesSync(join(cache, path), (now - age) / 1000, (now - age) / 1000)
    expect(await sweepCache(cache, now)).toEqual(stays ? { files: 0, bytes: 0 } : { files: 1, bytes: 1 })
    expect(existsSync(join(cache, path))).toBe(stays)
  })

  it('never takes a zip that a build refers to, however old, until the project is forgotten', async () => {
    const input = await built()
    expect((await sweepCache(input.cache, Date.now() + 59 * day)).files).toBe(0)
    expect(readdirSync(join(input.cache, 'artifacts'))).toHaveLength(1)
    expect((await sweepCache(input.cache, Date.now() + 61 * day)).files).toBe(2)
  })

  it('takes no zip where a newer version of the tool may refer to it', async () => {
    const input = await built()
    writeFileSync(join(input.cache, 'builds', 'other.json'), `99 ${'0'.repeat(64)}\n{}`)
    writeFileSync(join(input.cache, 'artifacts', 'other.zip'), 'x')
    expect((await sweepCache(input.cache, Date.now() + 30 * day)).files).toBe(0)
  })

  it('happens when a build writes', async () => {
    const input = await built()
    const draft = join(input.cache, 'artifacts', 'a.zip.1.ab.tmp')
    writeFileSync(draft, 'x')
    utimesSync(draft, 1, 1)
    await buildArtifacts(input, listen())
    expect(existsSync(draft)).toBe(true)
    addFiles(input.root, { 'api.ts': 'export const handler = () => 2' })
    await buildArtifacts(input, listen())
    expect(existsSync(draft)).toBe(false)
  })

  it('finds nothing in a cache that is not there', async () => {
    expect(await sweepCache('/nowhere/cache', 0)).toEqual({ files: 0, bytes: 0 })
    expect(await cacheSize('/nowhere/cache')).toEqual({ files: 0, bytes: 0, folders: {} })
  })
})

describe('cacheSize', () => {
  it('counts files and bytes by folder', async () => {
    const cache = makeFolder({ 'artifacts/a.zip': 'abc', 'tools/uv/bin/uv': 'de', 'tools/uv/x': 'f', clock: 'g' })
    expect(await cacheSize(cache)).toEqual({
      files: 4,
      bytes: 7,
      folders: { artifacts: { files: 1, bytes: 3 }, tools: { files: 2, bytes: 3 }, '.': { files: 1, bytes: 1 } },
    })
  })
})

async function built() {
  const input = oneFunction(makeFolder({ 'api.ts': 'export const handler = () => 1' }))
  await buildArtifacts(input, listen())
  return input
}
