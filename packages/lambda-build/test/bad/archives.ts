/** Packages as registries serve them, and machine code, each as right or as wrong as a case needs it. */
import { createHash } from 'node:crypto'
import { crc32, gzipSync } from 'node:zlib'

type Files = Readonly<Record<string, string | Uint8Array>>

/** A compressed tar archive. Source: POSIX, "ustar Interchange Format". */
export function tarball(files: Files): Buffer {
  const blocks = Object.entries(files).flatMap(([path, text]) => {
    const content = Buffer.from(text)
    return [tarHeader(path, content.length), content, Buffer.alloc((512 - (content.length % 512)) % 512)]
  })
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]))
}

function tarHeader(path: string, size: number): Buffer {
  const bytes = Buffer.alloc(512)
  const write = (text: string, offset: number): number => bytes.write(text, offset, 'latin1')
  write(path, 0)
  write('0000644\0', 100)
  write('0000000\0', 108)
  write('0000000\0', 116)
  write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  write('00000000000\0', 136)
  write('        0', 148)
  write('ustar\0', 257)
  write('00', 263)
  const sum = bytes.reduce((total, byte) => total + byte, 0)
  write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return bytes
}

/** The hash of an archive as npm's lock files write it. */
export function integrityOf(archive: Uint8Array): string {
  return `sha512-${createHash('sha512').update(archive).digest('base64')}`
}

/** A project of npm whose dependency `tiny` is an archive in it, with a lock file that knows it. */
export function npmProject(
  archive: Uint8Array,
  locked: Uint8Array = archive,
): Readonly<Record<string, object | Uint8Array>> {
  const dependencies = { tiny: 'file:vendor/tiny.tgz' }
  return {
    'package.json': { name: 'api', version: '1.0.0', dependencies },
    'package-lock.json': {
      name: 'api',
      version: '1.0.0',
      lockfileVersion: 3,
      packages: {
        '': { name: 'api', version: '1.0.0', dependencies },
        'node_modules/tiny': { version: '1.0.0', resolved: 'file:vendor/tiny.tgz', integrity: integrityOf(locked) },
      },
    },
    'vendor/tiny.tgz': archive,
  }
}

/** The package `tiny` 1.0.0, with further files. */
export function tinyPackage(files: Files = {}, manifest: object = {}): Buffer {
  const own = { name: 'tiny', version: '1.0.0', main: 'index.js', ...manifest }
  return tarball({ 'package/package.json': JSON.stringify(own), 'package/index.js': 'exports.one = 1\n', ...files })
}

/** A wheel: a zip whose files are stored, with its `RECORD`. Sources: PKWARE, APPNOTE 4.3; PEP 427. */
export function wheel(name: string, files: Files, tag = 'py3-none-any'): Buffer {
  const info = `${name}-1.0.dist-info`
  const all: Files = {
    [`${name}/__init__.py`]: '',
    ...files,
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n`,
    [`${info}/WHEEL`]: `Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: ${tag}\n`,
  }
  const record = [...Object.keys(all), `${info}/RECORD`].map((path) => `${path},,\n`).join('')
  return zip({ ...all, [`${info}/RECORD`]: record })
}

function zip(files: Files): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const [path, text] of Object.entries(files)) {
    const [name, content] = [Buffer.from(path), Buffer.from(text)]
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(0x21, 8)
    common.writeUInt32LE(crc32(content), 10)
    common.writeUInt32LE(content.length, 14)
    common.writeUInt32LE(content.length, 18)
    common.writeUInt16LE(name.length, 22)
    const place = Buffer.alloc(14)
    place.writeUInt32LE((0o100644 << 16) >>> 0, 6)
    place.writeUInt32LE(at, 10)
    directory.push(Buffer.from('PK\u0001\u0002\u0014\u0003', 'latin1'), common, place, name)
    const body = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), common, name, content])
    bodies.push(body)
    at += body.length
  }
  const list = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\u0005\u0006', 'latin1')
  for (const offset of [8, 10]) end.writeUInt16LE(Object.keys(files).length, offset)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...bodies, list, end])
}

/** A source distribution of a Python package. */
export function sdist(name: string): Buffer {
  const metadata = `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n`
  return tarball({ [`${name}-1.0/PKG-INFO`]: metadata, [`${name}-1.0/setup.py`]: 'raise SystemExit("it was run")\n' })
}

/** A shared library as a compiler makes it, without code. Sources: System V ABI; LSB, "Symbol Versioning". */
export function sharedLibrary({
  machine = 62,
  library = 'libc.so.6',
  version = 'GLIBC_2.17',
}: {
  readonly machine?: number
  readonly library?: string
  readonly version?: string
} = {}): Buffer {
  const strings = Buffer.from(`\0${library}\0${version}\0`)
  const [stringsAt, base] = [64 + 2 * 56, 0x10000]
  const versionsAt = stringsAt + strings.length
  const dynamicAt = versionsAt + 32
  const size = dynamicAt + 5 * 16
  const bytes = Buffer.alloc(size)
  const words = (at: number, ...values: readonly number[]): void => {
    for (const [index, value] of values.entries()) bytes.writeBigUInt64LE(BigInt(value), at + index * 8)
  }
  bytes.write('\u007fELF\u0002\u0001\u0001', 'latin1')
  bytes.writeUInt16LE(3, 16)
  bytes.writeUInt16LE(machine, 18)
  bytes.writeUInt32LE(1, 20)
  words(24, 0, 64)
  for (const [index, value] of [64, 56, 2].entries()) bytes.writeUInt16LE(value, 52 + index * 2)
  for (const [index, [type, at, length]] of (
    [
      [1, 0, size],
      [2, dynamicAt, 80],
    ] as const
  ).entries()) {
    bytes.writeUInt32LE(type, 64 + index * 56)
    bytes.writeUInt32LE(4, 68 + index * 56)
    words(72 + index * 56, at, base + at, base + at, length, length, 8)
  }
  strings.copy(bytes, stringsAt)
  for (const [offset, value] of [
    [0, 1],
    [2, 1],
    [22, 2],
  ] as const)
    bytes.writeUInt16LE(value, versionsAt + offset)
  for (const [offset, value] of [
    [4, 1],
    [8, 16],
    [24, library.length + 2],
  ] as const)
    bytes.writeUInt32LE(value, versionsAt + offset)
  words(dynamicAt, 1, 1, 5, base + stringsAt, 0x6ffffffe, base + versionsAt, 0x6fffffff, 1, 0, 0)
  return bytes
}
