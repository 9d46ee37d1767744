/**
 * The floor of building: one esbuild for all functions, one zip each, and the hashes of what was read, so that nothing
 * is built again that did not change. No check, no configuration. Runs in the project's folder; argument: how many.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'

interface Output {
  readonly path: string
  readonly contents: Uint8Array
}
interface Result {
  readonly outputFiles: readonly Output[]
  readonly metafile: { readonly inputs: Readonly<Record<string, unknown>> }
}

const out = 'floor'
const record = join(out, 'inputs.json')
if (!isUnchanged()) await build()

async function build(): Promise<void> {
  const esbuild: { build(options: object): Promise<Result> } = createRequire(join(process.cwd(), 'x.js'))('esbuild')
  const count = Number(process.argv[2])
  const { outputFiles, metafile } = await esbuild.build({
    entryPoints: Array.from({ length: count }, (_, index) => `src/function-${index}.ts`),
    outdir: out,
    bundle: true,
    mainFields: ['module', 'main'],
    metafile: true,
    minify: true,
    platform: 'node',
    sourcemap: true,
    target: 'node22',
    write: false,
  })
  mkdirSync(out, { recursive: true })
  for (const code of outputFiles.filter(({ path }) => path.endsWith('.js'))) {
    const map = outputFiles.find(({ path }) => path === `${code.path}.map`)
    writeFileSync(code.path.replace(/js$/, 'zip'), zip(map === undefined ? [code] : [code, map]))
  }
  const hashes = Object.keys(metafile.inputs).map((path) => [path, hash(path)])
  writeFileSync(record, JSON.stringify(Object.fromEntries(hashes)))
}

function isUnchanged(): boolean {
  if (!existsSync(record)) return false
  return Object.entries(JSON.parse(readFileSync(record, 'utf8'))).every(([path, before]) => hash(path) === before)
}

function hash(path: string): string {
  return createHash('sha1').update(readFileSync(path)).digest('hex')
}

function zip(files: readonly Output[]): Buffer {
  const [bodies, entries]: [Buffer[], Buffer[]] = [[], []]
  let offset = 0
  for (const { path, contents } of files) {
    const name = Buffer.from(path.slice(path.lastIndexOf('/') + 1))
    const data = deflateRawSync(contents)
    const common = Buffer.alloc(26)
    common.set([20, 0, 0, 8, 8, 0, 0, 0, 0x21, 0])
    common.writeUInt32LE(crc32(contents), 10)
    common.writeUInt32LE(data.length, 14)
    common.writeUInt32LE(contents.length, 18)
    common.writeUInt16LE(name.length, 22)
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE((0o100644 << 16) >>> 0, 6)
    rest.writeUInt32LE(offset, 10)
    entries.push(Buffer.from('PK\x01\x02\x14\x03', 'latin1'), common, rest, name)
    bodies.push(Buffer.from('PK\x03\x04'), common, name, data)
    offset += 30 + name.length + data.length
  }
  const index = Buffer.concat(entries)
  const end = Buffer.alloc(22)
  end.set([0x50, 0x4b, 5, 6, 0, 0, 0, 0, files.length, 0, files.length, 0])
  end.writeUInt32LE(index.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...bodies, index, end])
}
