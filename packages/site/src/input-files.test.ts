import { execFileSync } from 'node:child_process'
import { rm, symlink } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { listInputs } from './input-files.ts'
import { folderWith, writeInto } from './test-folder.test.fixture.ts'

const environment = { PATH: process.env['PATH'] ?? '' }
const git = (cwd: string, ...args: readonly string[]): void => void execFileSync('git', args, { cwd, stdio: 'ignore' })

async function listed(folder: string, directory = folder, more: { exclude?: string[]; include?: string[] } = {}) {
  const source = { directory, exclude: more.exclude ?? [], include: more.include ?? [], environment }
  return (await listInputs(source)).map(({ key }) => relative(folder, key.split('\n')[0] ?? '')).sort()
}

test('counts what git does not ignore, tracked or not, and the nearest lock file upwards', async () => {
  const folder = await folderWith({
    'package-lock.json': '{}',
    'site/.gitignore': 'dist\n*.log\n',
    'site/src/a.ts': '1',
    'site/src/untracked.ts': '2',
    'site/debug.log': '3',
    'site/dist/a.js': '4',
    'site/node_modules/x/index.js': '5',
    'other/b.ts': '6',
  })
  git(folder, 'init', '-q')
  git(folder, 'add', 'site/src/a.ts')
  const files = await listed(folder, join(folder, 'site'))
  expect(files).toEqual(['package-lock.json', 'site/.gitignore', 'site/src/a.ts', 'site/src/untracked.ts'])
})

test('counts an ignored environment file, which build tools read', async () => {
  const folder = await folderWith({ '.gitignore': '.env*\n', '.env.local': 'A=1', 'a.ts': '1' })
  git(folder, 'init', '-q')
  expect(await listed(folder)).toEqual(['.env.local', '.gitignore', 'a.ts'])
})

test('counts every file of a folder that git ignores as a whole, rather than none', async () => {
  const folder = await folderWith({ '.gitignore': 'site\n', 'site/a.ts': '1' })
  git(folder, 'init', '-q')
  expect(await listed(folder, join(folder, 'site'))).toEqual(['site/a.ts'])
})

test('counts every file where there is no git, but what is excluded', async () => {
  const folder = await folderWith({ 'a.ts': '1', 'dist/a.js': '2', 'node_modules/x.js': '3', 'distant/b.ts': '4' })
  expect(await listed(folder, folder, { exclude: [join(folder, 'dist')] })).toEqual(['a.ts', 'distant/b.ts'])
})

test('counts what is included by name, whatever git says', async () => {
  const folder = await folderWith({ '.gitignore': 'generated\n', 'a.ts': '1', 'generated/b.ts': '2' })
  git(folder, 'init', '-q')
  const files = await listed(folder, folder, { include: [join(folder, 'generated'), join(folder, 'missing')] })
  expect(files).toEqual(['.gitignore', 'a.ts', 'generated/b.ts'])
})

test('leaves out what git tracks but is gone, even where a file took the place of its folder', async () => {
  const folder = await folderWith({ 'a/b.ts': '1', 'c.ts': '2', 'd.ts': '3' })
  git(folder, 'init', '-q')
  git(folder, 'add', '.')
  await rm(join(folder, 'a'), { recursive: true })
  await rm(join(folder, 'c.ts'))
  await writeInto(folder, { a: 'now a file' })
  expect(await listed(folder)).toEqual(['a', 'd.ts'])
})

test('tells a link that leads elsewhere from the one before', async () => {
  const keyOf = async (target: string): Promise<string | undefined> => {
    const folder = await folderWith({ one: '1', two: '1' })
    await symlink(target, join(folder, 'link'))
    const found = await listInputs({ directory: folder, exclude: [], include: [], environment })
    return found.find(({ path }) => path.endsWith('link'))?.key.split('\n')[1]
  }
  expect(await keyOf('one')).not.toBe(await keyOf('two'))
  expect(await keyOf('one')).toBe(await keyOf('one'))
})
