import { stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type FoundFile, foundFile, hashFile, hashFiles } from './file-hash.ts'
import { folderWith } from './test-folder.test.fixture.ts'

const { signal } = new AbortController()

async function find(folder: string, name: string): Promise<FoundFile> {
  const path = join(folder, name)
  return { ...foundFile(name, path, await stat(path, { bigint: true })), unsureUntil: 0 }
}

test('reads a file only when its stamp has changed', async () => {
  const folder = await folderWith({ a: '1', b: '2' })
  const first = await hashFiles([await find(folder, 'a'), await find(folder, 'b')], {}, signal)
  expect(first.hashed).toBe(2)
  const again = await hashFiles([await find(folder, 'a'), await find(folder, 'b')], first.known, signal)
  expect(again).toEqual({ known: first.known, hashed: 0 })
  await writeFile(join(folder, 'a'), '11')
  const changed = await hashFiles([await find(folder, 'a'), await find(folder, 'b')], first.known, signal)
  expect(changed.hashed).toBe(1)
  expect(changed.known['a']?.sha256).not.toBe(first.known['a']?.sha256)
})

test('reads a file of a new time but finds the same content', async () => {
  const folder = await folderWith({ a: '1' })
  const first = await hashFiles([await find(folder, 'a')], {}, signal)
  await utimes(join(folder, 'a'), new Date(0), new Date(0))
  const again = await hashFiles([await find(folder, 'a')], first.known, signal)
  expect(again.hashed).toBe(1)
  expect(again.known['a']?.sha256).toBe(first.known['a']?.sha256)
})

test('does not trust the stamp of a file that changed just now', async () => {
  const folder = await folderWith({ a: '1' })
  const fresh = { ...(await find(folder, 'a')), unsureUntil: Number.POSITIVE_INFINITY }
  const first = await hashFiles([fresh], {}, signal)
  expect((await hashFiles([fresh], first.known, signal)).hashed).toBe(1)
})

test('hashes large files as small ones', async () => {
  const folder = await folderWith({ large: new Uint8Array(3 * 1024 * 1024) })
  const path = join(folder, 'large')
  expect(await hashFile(path, 3 * 1024 * 1024)).toBe(await hashFile(path, 0))
})
