import { join } from 'node:path'
import { expect, test } from 'vitest'
import { immutable } from './classify.ts'
import { readManifest } from './read-manifest.ts'
import { folderWith } from './test-folder.test.fixture.ts'

const { signal } = new AbortController()

test('lists size, hash, type, cache headers and phase of each file, sorted by key', async () => {
  const folder = await folderWith({ 'index.html': '<!doctype html>', 'assets/a-DkX9a_b2.js': 'abc', LICENSE: 'free' })
  const { manifest, findings } = await readManifest(folder, { signal })
  expect(manifest.files.map(({ key, contentType, phase }) => [key, contentType, phase])).toEqual([
    ['LICENSE', 'application/octet-stream', 'other'],
    ['assets/a-DkX9a_b2.js', 'text/javascript; charset=utf-8', 'asset'],
    ['index.html', 'text/html; charset=utf-8', 'entry'],
  ])
  expect(manifest.files[1]).toMatchObject({
    size: 3,
    sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    cacheControl: immutable,
  })
  expect(findings.map(({ rule, severity }) => [rule, severity])).toEqual([['site/unknown-type', 'warning']])
})

test('knows a page without extension by its beginning', async () => {
  const folder = await folderWith({ about: '<!doctype html><title>About</title>' })
  const { manifest } = await readManifest(folder, { signal })
  expect(manifest.files[0]).toMatchObject({ contentType: 'text/html; charset=utf-8', phase: 'page' })
})

test("believes Vite's manifest about hashed names outside the usual folders, and does not publish it", async () => {
  const chunks = { 'src/main.ts': { file: 'own/main-abcdefgh.js', css: ['own/main-ijklmnop.css'] }, odd: null }
  const folder = await folderWith({
    '.vite/manifest.json': JSON.stringify(chunks),
    'own/main-abcdefgh.js': '1',
    'own/main-ijklmnop.css': '2',
    'own/main-qrstuvwx.js': '3',
  })
  const { manifest } = await readManifest(folder, { signal })
  expect(manifest.files.map(({ key, phase }) => [key, phase])).toEqual([
    ['own/main-abcdefgh.js', 'asset'],
    ['own/main-ijklmnop.css', 'asset'],
    ['own/main-qrstuvwx.js', 'other'],
  ])
})

test("leaves the project's own keys out and says so", async () => {
  const folder = await folderWith({ 'index.html': 'x', 'config.json': '{}' })
  const { manifest, findings } = await readManifest(folder, { reserved: ['config.json'], signal })
  expect(manifest.files.map(({ key }) => key)).toEqual(['index.html'])
  expect(findings.map(({ rule }) => rule)).toEqual(['site/replaced-file'])
})

test('refuses a folder that is missing or empty', async () => {
  const folder = await folderWith({ 'empty/.keep': '' })
  const refusal = expect.objectContaining({ code: 'SITE_NO_OUTPUT' })
  await expect(readManifest(join(folder, 'empty'), { signal })).rejects.toThrow(refusal)
  await expect(readManifest(join(folder, 'missing'), { signal })).rejects.toThrow(refusal)
})

test('lists all that forbids publishing in one refusal', async () => {
  const folder = await folderWith({ '.env': 'SECRET=1', 'a\nb': '', 'index.html': '' })
  const error = await readManifest(folder, { signal }).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({
    code: 'SITE_FILE_REFUSED',
    problems: [{ code: 'SITE_FILE_REFUSED' }, { code: 'SITE_NAME_UNUSABLE' }],
  })
})
