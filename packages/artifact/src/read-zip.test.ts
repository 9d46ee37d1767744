import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ArtifactFile } from './artifact-file.ts'
import { makeFolder } from './folder.test.fixture.ts'
import { manifestOf } from './manifest.ts'
import { packFiles } from './pack.ts'
import { readZip } from './read-zip.ts'

const name = fc.stringMatching(/^[a-zäø0-9_-]{1,8}$/)
const file = fc.record({
  path: fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => `${parts.join('/')}.js`),
  content: fc.uint8Array({ maxLength: 300 }),
  executable: fc.boolean(),
})

async function zipOf(files: readonly ArtifactFile[]): Promise<Buffer> {
  const { zip } = await packFiles(files, makeFolder())
  return await readFile(zip)
}

describe('readZip', () => {
  it('reads from any zip that was packed here what its manifest says', async () => {
    const files = fc.uniqueArray(file, { selector: ({ path }) => path.normalize('NFC').toLowerCase(), maxLength: 12 })
    const property = fc.asyncProperty(files, async (list) => {
      expect(readZip(await zipOf(list))).toEqual(manifestOf(list).entries)
    })
    await fc.assert(property, { numRuns: 40 })
  })

  it('finds the directory before a comment, and leaves folders out', async () => {
    const zip = Buffer.concat([await zipOf([{ path: 'a.js', content: Buffer.from('1') }]), Buffer.from('a comment')])
    zip.writeUInt16LE(9, zip.byteLength - 11)
    expect(readZip(zip).map(({ path }) => path)).toEqual(['a.js'])
  })

  it.each<[string, (zip: Buffer) => Buffer]>([
    ['no zip at all', () => Buffer.from('<html>')],
    ['a zip that is cut off', (zip) => zip.subarray(0, zip.byteLength / 2)],
    ['content that is damaged', (zip) => Buffer.from(zip).fill(0xff, 34, 60)],
    ['a directory that leads outside', (zip) => withUInt32(zip, zip.byteLength - 6, 1)],
  ])('refuses %s', async (_, change) => {
    const zip = await zipOf([{ path: 'a.js', content: Buffer.from('hello '.repeat(100)) }])
    expect(() => readZip(change(zip))).toThrow(expect.objectContaining({ code: 'ARTIFACT_ZIP_UNREADABLE' }))
  })
})

function withUInt32(zip: Buffer, at: number, value: number): Buffer {
  const changed = Buffer.from(zip)
  changed.writeUInt32LE(value, at)
  return changed
}
