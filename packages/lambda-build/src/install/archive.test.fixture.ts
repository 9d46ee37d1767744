import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'

/** A package as registries serve it: a compressed tar archive with everything under `package/`. */
export function makeArchive(files: Readonly<Record<string, string | Uint8Array>>): Buffer {
  const blocks = Object.entries(files).flatMap(([path, text]) => {
    const content = Buffer.from(text)
    return [header(`package/${path}`, content.length), content, Buffer.alloc((512 - (content.length % 512)) % 512)]
  })
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]))
}

/** The hash of an archive as lock files write it. */
export function integrityOf(archive: Uint8Array): string {
  return `sha512-${createHash('sha512').update(archive).digest('base64')}`
}

/** Source: POSIX, "ustar Interchange Format". */
function header(path: string, size: number): Buffer {
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
