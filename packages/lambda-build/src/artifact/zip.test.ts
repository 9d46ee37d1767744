import { execFileSync } from 'node:child_process'
import { chmodSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeFolder } from '../build/folder.test.fixture.ts'
import { type ArtifactFile, contentOf } from './artifact-file.ts'
import { manifestOf } from './manifest.ts'
import { zipFiles } from './zip.ts'

const part = fc.stringMatching(/^[a-zA-Z0-9_@ é漢😀-][a-zA-Z0-9_.@ é漢😀-]{0,11}$/u)
const content = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 8 }), fc.nat(4000)).map(([few, times]) => repeat(few, times)),
)
const file: fc.Arbitrary<ArtifactFile> = fc.record({
  path: fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')),
  content,
  executable: fc.boolean(),
})
const tree = fc.uniqueArray(file, { maxLength: 12, selector: ({ path }) => path.normalize('NFC') })

describe('zipFiles', () => {
  it('gives the same bytes for every order of the same files', () => {
    fc.assert(
      fc.property(
        tree.chain((files) => fc.tuple(fc.constant(files), shuffled(files))),
        ([files, other]) => {
          expect(Buffer.compare(zipFiles(files), zipFiles(other))).toBe(0)
          expect(manifestOf(other)).toEqual(manifestOf(files))
        },
      ),
    )
  })

  it('is read by Python with the same paths, contents and modes', () => {
    const trees = fc.sample(tree, { numRuns: 40, seed: 7 })
    const folder = makeFolder()
    const program = [
      'import zipfile, sys, json, base64',
      'out = []',
      'for name in sys.argv[1:]:',
      '    z = zipfile.ZipFile(name)',
      '    assert z.testzip() is None and z.comment == b""',
      '    out.append([[i.filename, base64.b64encode(z.read(i)).decode(), oct(i.external_attr >> 16), list(i.date_time), len(i.extra)] for i in z.infolist()])',
      'print(json.dumps(out))',
    ].join('\n')
    const paths = trees.map((files, index) => {
      writeFileSync(join(folder, `${index}.zip`), zipFiles(files))
      return join(folder, `${index}.zip`)
    })
    const read: unknown = JSON.parse(execFileSync('python3', ['-c', program, ...paths], { encoding: 'utf8' }))
    const expected = trees.map((files) =>
      manifestOf(files).entries.map((entry) => {
        const original = files.find(({ path }) => path.normalize('NFC') === entry.path)
        const base64 = Buffer.from(original === undefined ? [] : contentOf(original)).toString('base64')
        return [entry.path, base64, entry.executable ? '0o100755' : '0o100644', [1980, 1, 1, 0, 0, 0], 0]
      }),
    )
    expect(read).toEqual(expected)
  })

  it('is accepted by Info-ZIP without complaint', () => {
    const path = join(makeFolder(), 'a.zip')
    writeFileSync(
      path,
      zipFiles([
        { path: 'src/é.js', content: Buffer.from('x'.repeat(5000)) },
        { path: 'empty', content: new Uint8Array() },
        { path: 'run.sh', content: Buffer.from('#!/bin/sh\n'), executable: true },
      ]),
    )
    expect(infoZip(path)).toMatch(/No errors detected|not installed/)
  })

  it('gives the same bytes in another time zone, under another umask and with other file dates', () => {
    const folder = makeFolder({ 'a.txt': 'hello '.repeat(50) })
    const script = [
      `import { readFileSync } from 'node:fs'`,
      `import { codeSha256, zipFiles } from ${JSON.stringify(join(import.meta.dirname, 'zip.ts'))}`,
      `console.log(codeSha256(zipFiles([{ path: 'a.txt', content: readFileSync('a.txt') }])))`,
    ].join('\n')
    const hashIn = (TZ: string, umask: string): string =>
      execFileSync(
        'sh',
        [
          '-c',
          `umask ${umask}; "$0" --conditions=@project-utils/source --input-type=module -e "$1"`,
          process.execPath,
          script,
        ],
        { cwd: folder, env: { ...process.env, TZ }, encoding: 'utf8' },
      )
    const first = hashIn('UTC', '022')
    utimesSync(join(folder, 'a.txt'), 1, 1)
    chmodSync(join(folder, 'a.txt'), 0o600)
    expect(hashIn('Asia/Tokyo', '077')).toBe(first)
  })

  it('stores what deflate would make larger, and deflates the rest', () => {
    const noise = Uint8Array.from({ length: 64 }, (_, index) => (index * 197 + 91) % 256)
    expect(zipFiles([{ path: 'n', content: noise }]).subarray(8, 10)).toEqual(Buffer.from([0, 0]))
    expect(zipFiles([{ path: 'n', content: Buffer.alloc(64) }]).subarray(8, 10)).toEqual(Buffer.from([8, 0]))
  })

  it('holds more files than 16 bits can count', () => {
    const files = Array.from({ length: 65_536 }, (_, index) => ({ path: `f${index}`, content: new Uint8Array() }))
    const path = join(makeFolder(), 'many.zip')
    writeFileSync(path, zipFiles(files))
    const program = 'import zipfile, sys; print(len(zipfile.ZipFile(sys.argv[1]).namelist()))'
    expect(execFileSync('python3', ['-c', program, path], { encoding: 'utf8' }).trim()).toBe('65536')
  })

  it.each([['/a'], ['a/../b'], ['./a'], ['a//b'], ['a/'], [''], ['a\\b'], ['a\0b']])('refuses the path %j', (path) => {
    expect(() => zipFiles([{ path, content: new Uint8Array() }])).toThrow(
      expect.objectContaining({ code: 'LAMBDA_PATH_INVALID' }),
    )
  })

  it('refuses two spellings of one path', () => {
    const files = ['é', 'e\u0301'].map((path) => ({ path, content: new Uint8Array() }))
    expect(() => zipFiles(files)).toThrow(expect.objectContaining({ code: 'LAMBDA_PATH_INVALID' }))
  })
})

function repeat(bytes: Uint8Array, times: number): Uint8Array {
  return Buffer.concat(Array.from({ length: times % 500 }, () => bytes))
}

function shuffled(files: readonly ArtifactFile[]): fc.Arbitrary<ArtifactFile[]> {
  return fc.shuffledSubarray([...files], { minLength: files.length, maxLength: files.length })
}

/** Says so where there is no Info-ZIP on this machine; Python above has read the same form then. */
function infoZip(path: string): string {
  readFileSync(path)
  try {
    return execFileSync('unzip', ['-t', path], { encoding: 'utf8' })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'unzip is not installed'
    throw error
  }
}
