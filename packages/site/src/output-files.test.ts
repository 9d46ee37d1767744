import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { listOutput } from './output-files.ts'
import { folderWith } from './test-folder.test.fixture.ts'

const found = async (folder: string) => {
  const { files, leftOut, problems } = await listOutput(folder)
  return {
    keys: files.map(({ key }) => key),
    leftOut: leftOut.map(({ key }) => key),
    problems: problems.map(({ code }) => code),
  }
}

test('lists odd names as they are', async () => {
  const names = ['a file.txt', 'b#c.txt', '50%.txt', 'größe/ü.txt', '日本.html', "it's (1).txt"]
  const folder = await folderWith(Object.fromEntries(names.map((name) => [name, 'x'])))
  const { keys, problems } = await found(folder)
  expect(keys.toSorted()).toEqual(names.toSorted())
  expect(problems).toEqual([])
})

test('leaves out source maps, hidden files and precompressed twins, but keeps .well-known and archives', async () => {
  const files = [
    'a.js',
    'a.js.map',
    'a.js.br',
    'a.js.gz',
    'data.tar.gz',
    '.htaccess',
    '.vite/manifest.json',
    '.well-known/x',
  ]
  const folder = await folderWith(Object.fromEntries(files.map((name) => [name, 'x'])))
  expect(await found(folder)).toEqual({
    keys: ['.well-known/x', 'a.js', 'data.tar.gz'],
    leftOut: ['.htaccess', '.vite', 'a.js.map', 'a.js.br', 'a.js.gz'],
    problems: [],
  })
})

test.each([['.env'], ['.env.production'], ['sub/.ENV.local'], ['.git/HEAD'], ['node_modules/x/index.js']])(
  'refuses %s',
  async (name) => {
    const folder = await folderWith({ 'index.html': 'x', [name]: 'x' })
    expect((await found(folder)).problems).toEqual(['SITE_FILE_REFUSED'])
  },
)

test('follows links inside the folder and refuses those that lead out, nowhere, in a circle or to what is forbidden', async () => {
  const outside = await folderWith({ secret: 'x' })
  const folder = await folderWith({ 'a.txt': 'x', 'sub/b.txt': 'x' })
  await symlink('a.txt', join(folder, 'alias.txt'))
  await symlink('sub', join(folder, 'twin'))
  expect(await found(folder)).toEqual({
    keys: ['a.txt', 'alias.txt', 'sub/b.txt', 'twin/b.txt'],
    leftOut: [],
    problems: [],
  })
  await symlink(join(outside, 'secret'), join(folder, 'out'))
  await symlink('missing', join(folder, 'gone'))
  await symlink('..', join(folder, 'sub', 'up'))
  await mkdir(join(folder, '.hidden', '.git'), { recursive: true })
  await writeFile(join(folder, '.hidden', '.git', 'HEAD'), 'x')
  await symlink('.hidden/.git/HEAD', join(folder, 'head.txt'))
  const { problems } = await listOutput(folder)
  expect(problems.map(({ message }) => message).toSorted()).toEqual([
    'gone leads nowhere',
    'head.txt leads to something that must never be public',
    'out leads out of the folder',
    'sub/up leads in a circle',
    'twin/up leads in a circle',
  ])
  expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(['SITE_LINK_OUTSIDE']))
})

test('refuses a link to a neighbour whose name begins alike', async () => {
  const parent = await folderWith({ 'dist/a.txt': 'x', 'dist-other/secret': 'x' })
  await symlink('../dist-other/secret', join(parent, 'dist', 'out'))
  expect((await found(join(parent, 'dist'))).problems).toEqual(['SITE_LINK_OUTSIDE'])
})

test.each([
  ['names that differ only in case', { 'Logo.svg': 'a', 'logo.svg': 'b' }, 'SITE_KEY_COLLISION'],
  ['names that differ only in Unicode form', { '\u00e9.txt': 'a', 'e\u0301.txt': 'b' }, 'SITE_KEY_COLLISION'],
  ['a control character in a name', { 'a\nb': 'a' }, 'SITE_NAME_UNUSABLE'],
  ['a backslash in a name', { 'a\\b': 'a' }, 'SITE_NAME_UNUSABLE'],
  ['a key that is too long', { [`${'a'.repeat(200)}/`.repeat(6)]: 'x' }, 'SITE_NAME_UNUSABLE'],
])('refuses %s', async (_, files, code) => {
  const named = Object.entries(files).map(([name, content]) => [name.endsWith('/') ? `${name}x` : name, content])
  const folder = await folderWith(Object.fromEntries(named))
  expect((await found(folder)).problems).toEqual([code])
})
