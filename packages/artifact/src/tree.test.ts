import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { contentOf } from './artifact-file.ts'
import { addFiles, makeFolder } from './folder.test.fixture.ts'
import { type WalkOptions, walkTree } from './tree.ts'

describe('walkTree', () => {
  it('packs all of a folder that is meant for others, but for what is excluded', async () => {
    const folder = makeFolder({ '.gitignore': 'x', '.git/HEAD': 'x', '.lambdaignore': 'a.js', 'a.js': '1' })
    const { files } = await walkTree(folder, { exclude: ['/.git/'], lambdaignore: false, leftBehind: true })
    expect(files.map(({ path }) => path)).toEqual(['.gitignore', '.lambdaignore', 'a.js'])
  })

  it('lists what lies in a folder with its execute bit, and all that decided', async () => {
    const folder = makeFolder({ 'a b.js': '1', 'lib/é.py': '22', 'lib/run.sh': '', '.hidden/x': '' })
    chmodSync(join(folder, 'lib/run.sh'), 0o744)
    chmodSync(join(folder, 'a b.js'), 0o666)
    const { files, inputs } = await walkTree(folder, { exclude: [], at: 'python' })
    expect(files).toEqual([
      { path: 'python/.hidden/x', content: { file: join(folder, '.hidden/x'), size: 0 } },
      { path: 'python/a b.js', content: { file: join(folder, 'a b.js'), size: 1 } },
      { path: 'python/lib/run.sh', content: { file: join(folder, 'lib/run.sh'), size: 0 }, executable: true },
      { path: 'python/lib/é.py', content: { file: join(folder, 'lib/é.py'), size: 2 } },
    ])
    const all = ['', '.hidden', '.hidden/x', 'a b.js', 'lib', 'lib/run.sh', 'lib/é.py']
    expect([...inputs].sort()).toEqual(all.map((path) => join(folder, path)).sort())
  })

  it('gives paths in one spelling of their accents', async () => {
    expect(await paths({ 'e\u0301/e\u0301.js': '' })).toEqual(['\u00e9/\u00e9.js'])
  })

  it('leaves out what machines leave behind, unless a pattern brings it back', async () => {
    const files = {
      ...{ '.git/config': '', '.DS_Store': '', 'a/Thumbs.db': '', 'a/__pycache__/x.pyc': '', '.venv/bin/python': '' },
      ...{ 'a.py~': '', '.a.py.swp': '', 'env/pyvenv.cfg': '', 'env/lib/x.py': '', 'node_modules/.bin/tsc': '' },
      ...{ 'node_modules/.package-lock.json': '', 'node_modules/b/.bin/c': '', 'a/keep.py': '' },
    }
    expect(await paths(files)).toEqual(['a/keep.py', 'node_modules/b/.bin/c'])
    expect(await paths(files, { exclude: ['!__pycache__', '!*.pyc', '!/env', 'node_modules'] })).toEqual([
      'a/__pycache__/x.pyc',
      'a/keep.py',
      'env/lib/x.py',
      'env/pyvenv.cfg',
    ])
  })

  it('does not bring them back by a pattern that brings back everything', async () => {
    const files = { '.lambdaignore': '*\n!*/\n!*.py\n', '.venv/a.py': '', 'a/b.py': '', 'a/c.txt': '' }
    expect(await paths(files)).toEqual(['a/b.py'])
  })

  it('takes the last pattern that fits: of the folder, of exclude, of the folders in it', async () => {
    const files = {
      '.lambdaignore': '\ufeff# tests\r\n*.test.js\r\n/docs/\r\n\r\n',
      'a.test.js': '',
      'docs/a.md': '',
      'lib/docs/a.md': '',
      'lib/.lambdaignore': '!*.test.js\n/only-here\n',
      'lib/a.test.js': '',
      'lib/only-here': '',
      'lib/deep/only-here': '',
      'big.bin': '',
      'CASE.TEST.JS': '',
    }
    expect(await paths(files, { exclude: ['*.bin'] })).toEqual([
      'CASE.TEST.JS',
      'lib/a.test.js',
      'lib/deep/only-here',
      'lib/docs/a.md',
    ])
  })

  it('reads .lambdaignore files as git reads its own', async () => {
    const name = fc.constantFrom('a', 'b', 'c.js', 'd[1]', 'x y')
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'))
    const glob = fc.constantFrom('*', '**', 'a', 'b', '*.js', 'c.js', '?', 'x y', 'd\\[1\\]')
    const pattern = fc
      .tuple(
        fc.constantFrom('', '!'),
        fc.constantFrom('', '/'),
        fc.array(glob, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('', '/'),
      )
      .map(([mark, slash, parts, end]) => mark + slash + parts.join('/') + end)
    const lines = fc.array(pattern, { maxLength: 4 }).map((all) => all.join('\n'))
    const folders = fc.dictionary(fc.constantFrom('', 'a/', 'a/b/', 'd[1]/'), lines, { maxKeys: 3 })
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(path, { minLength: 1, maxLength: 10 }), folders, async (all, ignores) => {
        const folder = makeFolder()
        const files = all.filter((one) => !all.some((other) => other.startsWith(`${one}/`)))
        addFiles(folder, Object.fromEntries(files.map((file) => [file, ''])))
        for (const [base, text] of Object.entries(ignores)) {
          if (files.some((file) => file.startsWith(base))) addFiles(folder, { [`${base}.lambdaignore`]: text })
        }
        execFileSync('git', ['init', '-q', folder])
        const args = ['-C', folder, 'ls-files', '-oz', '--exclude-per-directory=.lambdaignore']
        const listed = execFileSync('git', args, { encoding: 'utf8' }).split('\0').filter(Boolean)
        const walked = await walkTree(folder, { exclude: [] })
        rmSync(folder, { recursive: true })
        const isOther = (file: string): boolean => !file.endsWith('.lambdaignore')
        expect(
          walked.files
            .map((file) => file.path)
            .filter(isOther)
            .sort(),
        ).toEqual(listed.filter(isOther).sort())
      }),
      { numRuns: 40 },
    )
  })
})

describe('a link', () => {
  it('is followed to files and folders inside, whose names it gives', async () => {
    const folder = makeFolder({ 'lib/a.js': 'a', 'lib/sub/b.js': 'b' })
    symlinkSync('lib/a.js', join(folder, 'main.js'))
    symlinkSync('../lib', join(folder, 'lib/../copy'))
    rmSync(join(folder, 'copy'))
    symlinkSync('lib', join(folder, 'copy'))
    const { files, inputs } = await walkTree(folder, { exclude: [] })
    const texts = files.map((file) => [file.path, Buffer.from(contentOf(file)).toString()])
    expect(texts).toEqual([
      ['copy/a.js', 'a'],
      ['copy/sub/b.js', 'b'],
      ['lib/a.js', 'a'],
      ['lib/sub/b.js', 'b'],
      ['main.js', 'a'],
    ])
    expect(inputs).toContain(join(folder, 'lib/a.js'))
  })

  it.each([
    ['out of the folder', '/etc/hosts', 'x', 'which leads out of'],
    ['to its own folder', '.', 'x', 'a circle'],
    ['to a folder above', '..', 'sub/x', 'a circle'],
    ['to itself', 'x', 'x', 'leads in a circle'],
    ['nowhere', 'gone', 'x', 'leads nowhere'],
  ])('%s is refused by name', async (_, target, at, reason) => {
    const folder = makeFolder({ 'sub/a': '' })
    symlinkSync(target, join(folder, at))
    await expect(walkTree(folder, { exclude: [] })).rejects.toMatchObject({
      code: 'ARTIFACT_LINK_INVALID',
      message: expect.stringContaining(`${join(folder, at)} is a link to ${target}, which`),
    })
    await expect(walkTree(folder, { exclude: [] })).rejects.toThrow(reason)
    expect((await walkTree(folder, { exclude: ['x'] })).files).toHaveLength(1)
  })

  it('to code beside the folder is followed as long as it stays in the project', async () => {
    const folder = makeFolder({ 'fn/a.py': '', 'common/b.py': 'b', 'other/c.py': '' })
    symlinkSync('../common', join(folder, 'fn/common'))
    const walk = (within: string) => walkTree(join(folder, 'fn'), { exclude: [], within })
    expect((await walk(folder)).files.map(({ path }) => path)).toEqual(['a.py', 'common/b.py'])
    await expect(walk(join(folder, 'other'))).rejects.toThrow(`leads out of ${join(folder, 'other')}`)
  })

  it('to a neighbour whose name only begins like the folder leads out of it', async () => {
    const folder = makeFolder({ 'app/a': '', 'app-secret/b': '' })
    symlinkSync('../app-secret', join(folder, 'app/x'))
    await expect(walkTree(join(folder, 'app'), { exclude: [] })).rejects.toMatchObject({
      code: 'ARTIFACT_LINK_INVALID',
    })
  })
})

describe('what cannot be packed', () => {
  it.each([
    ['a newline', 'a\nb', 'control character'],
    ['a backslash', 'a\\b', 'backslash'],
  ])('is a name with %s', async (_, name, reason) => {
    await expect(paths({ [`lib/${name}`]: '' })).rejects.toMatchObject({
      code: 'ARTIFACT_PATH_INVALID',
      message: expect.stringMatching(new RegExp(`lib holds .*${reason}`)),
    })
  })

  it('is a name that is not UTF-8', async () => {
    const folder = makeFolder()
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x61, 0xff])]), '')
    await expect(walkTree(folder, { exclude: [] })).rejects.toThrow('not UTF-8')
  })

  it.each([
    ['case', 'Readme', 'readme', 1],
    ['the spelling of an accent', '\u00e9', 'e\u0301', 0],
  ])('are two names that differ only in %s', async (_, one, other, left) => {
    const folder = makeFolder({ [one]: '', [`${other}/x`]: '' })
    const error = { code: 'ARTIFACT_PATH_INVALID', message: expect.stringContaining(join(folder, one)) }
    await expect(walkTree(folder, { exclude: [] })).rejects.toMatchObject(error)
    await expect(walkTree(folder, { exclude: [] })).rejects.toThrow(join(folder, other))
    expect((await walkTree(folder, { exclude: [other] })).files).toHaveLength(left)
  })

  it('is a pipe or a socket', async () => {
    const folder = makeFolder()
    execFileSync('mkfifo', [join(folder, 'pipe')])
    const server = createServer().listen(join(folder, 'socket'))
    onTestFinished(() => void server.close())
    await new Promise((resolve) => server.once('listening', resolve))
    await expect(walkTree(folder, { exclude: [] })).rejects.toMatchObject({
      code: 'ARTIFACT_FILE_UNSUPPORTED',
      problems: [{ message: expect.stringContaining('pipe') }, { message: expect.stringContaining('socket') }],
    })
  })

  it('is a folder that is not there', async () => {
    await expect(walkTree('/nowhere', { exclude: [] })).rejects.toMatchObject({
      code: 'ARTIFACT_FILE_UNREADABLE',
      message: '/nowhere could not be read: no such file or directory',
    })
  })

  it.skipIf(process.getuid?.() === 0)('is a folder that may not be read', async () => {
    const folder = makeFolder()
    mkdirSync(join(folder, 'closed'), { mode: 0 })
    await expect(walkTree(folder, { exclude: [] })).rejects.toThrow(
      `${join(folder, 'closed')} could not be read: permission denied`,
    )
  })
})

describe('include', () => {
  const files = {
    ...{ 'templates/a.html': '', 'templates/de/b.html': '', 'schema.json': '', 'lib/schema.json': '' },
    ...{ 'node_modules/x/schema.json': '', 'node_modules/x/data/y.bin': '', '.git/schema.json': '' },
  }

  it.each<[string, readonly string[], readonly string[]]>([
    ['a folder with all in it', ['templates/**'], ['templates/a.html', 'templates/de/b.html']],
    ['a folder by its name', ['./templates/'], ['templates/a.html', 'templates/de/b.html']],
    ['files of the folder itself', ['*.json'], ['schema.json']],
    ['files at any depth, but not of installed packages', ['**/schema.json'], ['lib/schema.json', 'schema.json']],
    ['files of an installed package that is named', ['node_modules/x/data/*'], ['node_modules/x/data/y.bin']],
    ['all but some', ['templates/**', '!templates/de/**'], ['templates/a.html']],
  ])('takes %s', async (_, include, expected) => {
    expect(await paths(files, { exclude: [], include })).toEqual(expected)
  })

  it('leaves out what exclude names', async () => {
    expect(await paths(files, { include: ['templates/**'], exclude: ['de'] })).toEqual(['templates/a.html'])
  })

  it('does not mind a link that it does not take', async () => {
    const folder = makeFolder(files)
    symlinkSync('/nowhere', join(folder, 'broken'))
    expect((await walkTree(folder, { exclude: [], include: ['*.json'] })).files).toHaveLength(1)
  })

  it.each([
    ['gone/*.json', 'fits no file in'],
    ['../other/**', 'leads out of'],
  ])('is refused where %s %s the folder', async (pattern, reason) => {
    await expect(paths(files, { exclude: [], include: ['*.json', pattern] })).rejects.toMatchObject({
      code: 'ARTIFACT_PATTERN_UNMATCHED',
      message: expect.stringContaining(`include: ${pattern} ${reason} `),
    })
  })
})

async function paths(
  files: Readonly<Record<string, string>>,
  options: WalkOptions = { exclude: [] },
): Promise<string[]> {
  const { files: found } = await walkTree(makeFolder(files), options)
  return found.map((file) => file.path).sort()
}
