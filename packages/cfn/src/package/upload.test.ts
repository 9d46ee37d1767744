import { expect, it } from 'vitest'
import type { PackagedBlob } from './blob.ts'
import { blobSteps, missingBlobs, uploadBlobs } from './upload.ts'

function blob(letter: string, kind: PackagedBlob['kind'] = 'file'): PackagedBlob {
  const content = kind === 'template' ? { bytes: Buffer.from(letter) } : { file: `/${letter}` }
  return {
    sha256: letter.repeat(64),
    source: letter,
    kind,
    size: 1,
    checksum: `${letter}=`,
    content,
    usedAt: ['a.yaml:3:5'],
  }
}

/** A bucket that holds some hashes, and remembers what is put. */
function bucket(held: readonly string[], fails?: string) {
  const puts: unknown[][] = []
  return {
    puts,
    missing: async (shas: readonly string[]) => shas.filter((sha) => !held.includes(sha)),
    put: async (...put: readonly unknown[]): Promise<'written'> => {
      if (put[0] === fails) throw new Error('refused')
      puts.push([...put])
      return 'written'
    },
  }
}

const context = { signal: new AbortController().signal }

it('asks for all blobs at once, and for none where there is none', async () => {
  expect(await missingBlobs([blob('a'), blob('b')], bucket([blob('a').sha256]))).toEqual([blob('b')])
  const silent = { missing: () => Promise.reject(new Error('asked')) }
  expect(await missingBlobs([], silent)).toEqual([])
})

it('sends files from the disk with their checksum, zips with the hash that Lambda knows them by', async () => {
  const store = bucket([])
  await uploadBlobs([blob('a'), blob('b', 'zip'), blob('c', 'template')], store, context)
  expect(store.puts).toEqual([
    ['a'.repeat(64), { file: '/a', size: 1, checksum: 'a=' }, {}],
    ['b'.repeat(64), { file: '/b', size: 1, checksum: 'b=' }, { codesha256: 'b=' }],
    ['c'.repeat(64), Buffer.from('c'), {}],
  ])
})

it('ends with the first failure, and starts nothing once it is told to end', async () => {
  await expect(uploadBlobs([blob('a')], bucket([], 'a'.repeat(64)), context)).rejects.toThrow('refused')
  const store = bucket([])
  await expect(uploadBlobs([blob('a')], store, { signal: AbortSignal.abort() })).rejects.toThrow()
  expect(store.puts).toEqual([])
})

it('tells in a plan what is uploaded, and who names it', () => {
  expect(blobSteps([blob('a')])).toMatchObject([
    { id: 'blob.aaaaaaaaaaaa', title: 'Upload a', changes: [{ subject: 'a', reason: 'named at a.yaml:3:5' }] },
  ])
})
