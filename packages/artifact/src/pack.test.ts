import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type ArtifactFile, contentOf, sizeOf } from './artifact-file.ts'
import { makeFolder } from './folder.test.fixture.ts'
import { manifestOf } from './manifest.ts'
import { type Packed, packFiles } from './pack.ts'
import { anyTree, noise, shuffled } from './tree.test.fixture.ts'
import { breaches } from './zip-rules.test.fixture.ts'

describe('packFiles', () => {
  it('writes each tree as the rules say, under the hash of its manifest', async () => {
    const folder = makeFolder()
    await fc.assert(
      fc.asyncProperty(anyTree, async (files) => {
        const packed = await packFiles(files, folder)
        const bytes = readFileSync(packed.zip)
        expect(packed.manifest).toEqual(manifestOf(files))
        expect(packed.zip).toBe(join(folder, `${packed.manifest.sha256}.zip`))
        expect(packed.bytes).toBe(bytes.byteLength)
        expect(packed.codeSha256).toBe(createHash('sha256').update(bytes).digest('base64'))
        expect(breaches(bytes, files)).toEqual([])
      }),
    )
  })

  it('gives the same bytes for every order of the files, from the disk or from memory, dated as they may be', async () => {
    const cache = makeFolder()
    await fc.assert(
      fc.asyncProperty(
        anyTree.chain((files) => fc.tuple(fc.constant(files), shuffled(files))),
        fc.integer({ min: 1, max: 4e9 }),
        async ([files, other], date) => {
          const first = readFileSync((await packFiles(files, cache)).zip)
          const onDisk = putOnDisk(other, date)
          const second = await packFiles(onDisk.files, makeFolder())
          onDisk.remove()
          expect(Buffer.compare(readFileSync(second.zip), first)).toBe(0)
        },
      ),
      { numRuns: 30 },
    )
  })

  it('gives the same bytes in another time zone, language and folder, under another umask', () => {
    const content = 'é'.repeat(400_000)
    const run = (environment: Readonly<Record<string, string>>, umask: string): string => {
      const folder = makeFolder({ 'a.txt': content, 'ä.txt': 'x' })
      const script = [
        `import { packFiles } from ${JSON.stringify(join(import.meta.dirname, 'pack.ts'))}`,
        `const files = ['ä.txt', 'a.txt'].map((path) => ({ path, content: { file: path, size: path === 'a.txt' ? 800000 : 1 } }))`,
        `console.log((await packFiles(files, 'cache')).codeSha256)`,
      ].join('\n')
      const command = `umask ${umask}; "$0" --conditions=@project-utils/source --input-type=module -e "$1"`
      return execFileSync('sh', ['-c', command, process.execPath, script], {
        cwd: folder,
        env: { ...process.env, ...environment },
        encoding: 'utf8',
      })
    }
    expect(run({ TZ: 'Asia/Tokyo', LC_ALL: 'tr_TR.UTF-8' }, '077')).toBe(run({ TZ: 'UTC', LC_ALL: 'C' }, '022'))
  })

  it('packs what is larger than one piece, shrinking or not, as one stream that others read', async () => {
    const text = Buffer.from('The same words again. '.repeat(200_000))
    const files: readonly ArtifactFile[] = [
      { path: 'a-noise', content: noise(2_500_000), executable: true },
      { path: 'exact', content: noise(1024 * 1024) },
      { path: 'mixed', content: Buffer.concat([text, noise(70_000), text]) },
      { path: 'text', content: text },
      { path: 'z-small', content: Buffer.from('small') },
    ]
    const packed = await packFiles(files, makeFolder())
    const bytes = readFileSync(packed.zip)
    expect(packed.codeSha256).toBe(createHash('sha256').update(bytes).digest('base64'))
    expect(breaches(bytes, files)).toEqual([])
    expect(readWithPython([packed])).toEqual([expected(files)])
    const onDisk = putOnDisk(files, 1)
    expect((await packFiles(onDisk.files, makeFolder())).codeSha256).toBe(packed.codeSha256)
    onDisk.remove()
  })

  it('holds more files than 16 bits can count', async () => {
    const files = Array.from({ length: 65_536 }, (_, index) => ({ path: `f${index}`, content: new Uint8Array() }))
    const { zip } = await packFiles(files, makeFolder())
    const program = 'import zipfile, sys; print(len(zipfile.ZipFile(sys.argv[1]).namelist()))'
    expect(execFileSync('python3', ['-c', program, zip], { encoding: 'utf8' }).trim()).toBe('65536')
  })

  it('tells what it read, so that nobody reads it again', async () => {
    const file = join(makeFolder({ a: 'x' }), 'a')
    const files = [
      { path: 'on-disk', content: { file, size: 1 } },
      { path: 'in-memory', content: Buffer.from('y') },
    ]
    const { read } = await packFiles(files, makeFolder())
    expect([...read()]).toEqual([[file, createHash('sha256').update('x').digest('hex')]])
  })
})

describe('the cache of zips', () => {
  const files = [{ path: 'a', content: Buffer.from('a') }]

  it('keeps the zip that is there when the same comes again', async () => {
    const folder = makeFolder()
    const { zip } = await packFiles(files, folder)
    const before = statSync(zip).ino
    await packFiles(files, folder)
    expect(statSync(zip).ino).toBe(before)
    expect(readdirSync(folder)).toHaveLength(1)
  })

  it.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, 30)],
    ['damaged inside', (bytes: Buffer) => bytes.fill(7, 30, 32)],
  ])('replaces a zip that is %s', async (_, damage) => {
    const folder = makeFolder()
    const { zip, codeSha256 } = await packFiles(files, folder)
    writeFileSync(zip, damage(readFileSync(zip)))
    await packFiles(files, folder)
    expect(createHash('sha256').update(readFileSync(zip)).digest('base64')).toBe(codeSha256)
  })

  it.each<[string, readonly ArtifactFile[], object]>([
    [
      'is gone',
      [{ path: 'b', content: { file: '/nowhere/b', size: 1 } }],
      { message: expect.stringMatching(/^\/nowhere\/b .*no such file/) },
    ],
    [
      'has grown',
      [{ path: 'b', content: { file: import.meta.filename, size: 5 } }],
      { message: expect.stringContaining('changed') },
    ],
    [
      'has shrunk',
      [{ path: 'b', content: { file: import.meta.filename, size: 9e6 } }],
      { message: expect.stringContaining('changed') },
    ],
    [
      'is a folder',
      [{ path: 'b', content: { file: import.meta.dirname, size: 5 } }],
      { message: expect.stringContaining('directory') },
    ],
  ])('is left without a trace by a file that %s', async (_, bad, error) => {
    const folder = makeFolder()
    const packing = packFiles([...files, ...bad], folder)
    await expect(packing).rejects.toMatchObject({ code: 'ARTIFACT_FILE_UNREADABLE', ...error })
    expect(readdirSync(folder)).toEqual([])
  })

  it('is left without a trace when it is to stop', async () => {
    const folder = makeFolder()
    const stop = new AbortController()
    const packing = packFiles([{ path: 'a', content: noise(9_000_000) }], folder, stop.signal)
    stop.abort(new Error('stop'))
    await expect(packing).rejects.toThrow('stop')
    expect(readdirSync(folder)).toEqual([])
  })

  it('says so where it cannot be written to', async () => {
    const folder = join(makeFolder({ file: '' }), 'file')
    await expect(packFiles(files, folder)).rejects.toMatchObject({ code: 'ARTIFACT_CACHE_UNWRITABLE' })
  })
})

describe('a path inside an artifact', () => {
  it.each([['/a'], ['a/../b'], ['./a'], ['a//b'], ['a/'], [''], ['a\\b'], ['a\0b'], ['a\ud800']])(
    'is not %j',
    async (path) => {
      await expect(packFiles([{ path, content: new Uint8Array() }], '/nowhere')).rejects.toMatchObject({
        code: 'ARTIFACT_PATH_INVALID',
      })
    },
  )

  it('is not another spelling of one that is there', async () => {
    const files = ['é', 'e\u0301'].map((path) => ({ path, content: new Uint8Array() }))
    await expect(packFiles(files, '/nowhere')).rejects.toMatchObject({ code: 'ARTIFACT_PATH_INVALID' })
  })
})

describe('zips of random trees are read by others with the same paths, contents and modes:', () => {
  const trees = fc.sample(anyTree, { numRuns: 25, seed: 7 })

  it("Python's zipfile", async () => {
    expect(readWithPython(await packAll(trees))).toEqual(trees.map(expected))
  })

  it('Info-ZIP', async (context) => {
    context.skip(!isInstalled('unzip', '-v') || !isInstalled('zipinfo', '-h'), 'Info-ZIP is not installed')
    for (const [index, { zip }] of (await packAll(trees)).entries()) {
      const files = trees[index] ?? []
      // An empty zip is a warning there.
      if (files.length === 0) continue
      expect(execFileSync('unzip', ['-tqq', zip], { encoding: 'utf8' })).toBe('')
      const modes = execFileSync('zipinfo', ['-l', zip], { encoding: 'utf8' }).match(/^[-?d][rwx-]{9} /gm)
      expect(modes).toEqual(expected(files).map(([, , mode]) => (mode === 0o100755 ? '-rwxr-xr-x ' : '-rw-r--r-- ')))
    }
  })

  it('bsdtar', async (context) => {
    context.skip(!isInstalled('bsdtar', '--version'), 'bsdtar is not installed')
    for (const [index, { zip }] of (await packAll(trees)).entries()) {
      const folder = makeFolder()
      execFileSync('bsdtar', ['-xf', zip, '-C', folder])
      for (const [path, hash] of expected(trees[index] ?? [])) {
        expect(
          createHash('sha256')
            .update(readFileSync(join(folder, path)))
            .digest('hex'),
        ).toBe(hash)
      }
    }
  })
})

/** Path, hash and mode of each file, in the order of a zip. */
function expected(files: readonly ArtifactFile[]): readonly (readonly [string, string, number])[] {
  return manifestOf(files).entries.map(({ path, sha256, executable }) => [
    path,
    sha256,
    executable ? 0o100755 : 0o100644,
  ])
}

async function packAll(trees: readonly (readonly ArtifactFile[])[]): Promise<readonly Packed[]> {
  const folder = makeFolder()
  return await Promise.all(trees.map((files) => packFiles(files, folder)))
}

function readWithPython(packed: readonly Packed[]): unknown {
  const program = [
    'import zipfile, sys, json, hashlib',
    'out = []',
    'for name in sys.argv[1:]:',
    '    z = zipfile.ZipFile(name)',
    '    out.append([[i.filename, hashlib.sha256(z.read(i)).hexdigest(), i.external_attr >> 16] for i in z.infolist()])',
    'print(json.dumps(out))',
  ].join('\n')
  const paths = packed.map(({ zip }) => zip)
  return JSON.parse(execFileSync('python3', ['-c', program, ...paths], { encoding: 'utf8' }))
}

/** The same files on the disk, under names of their own, with a date and a mode that must not matter. */
function putOnDisk(files: readonly ArtifactFile[], date: number): { readonly files: ArtifactFile[]; remove(): void } {
  const folder = makeFolder()
  mkdirSync(folder, { recursive: true })
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  onTestFinished(remove)
  const placed = files.map((file, index): ArtifactFile => {
    const path = join(folder, String(index))
    writeFileSync(path, contentOf(file))
    utimesSync(path, date, date)
    chmodSync(path, index % 2 === 0 ? 0o600 : 0o775)
    return { ...file, content: { file: path, size: sizeOf(file) } }
  })
  return { files: placed, remove }
}

function isInstalled(program: string, version: string): boolean {
  try {
    execFileSync(program, [version], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
