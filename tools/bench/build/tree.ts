/** A tree of npm packages to pack: some 7,000 files and 30 MB; and two of 300 MB. */
import { cpSync, linkSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { installed } from '../peers.ts'

const packages = {
  '@aws-sdk/client-dynamodb': '3.1162.0',
  '@aws-sdk/client-s3': '3.1162.0',
  axios: '1.12.0',
  lodash: '4.17.21',
  luxon: '3.7.2',
  moment: '2.30.1',
  zod: '4.6.7',
}

/** How often the tree lies in the large one; with more there would be too many files for a plain zip. */
const copies = 9

/** Copies the packages into a folder, without what npm adds for itself. */
export function writeTree(folder: string): void {
  const from = join(installed('npm', packages), 'node_modules')
  const filter = (path: string): boolean => !['.bin', '.package-lock.json'].includes(basename(path))
  cpSync(from, folder, { recursive: true, filter })
}

/** Adds 270 MB in few files, as native libraries do: half of each can be made smaller. */
export function writeHeavyFiles(folder: string): void {
  for (let index = 0; index < 27; index++) {
    const bytes = Buffer.concat([noise(5_000_000, index + 1), Buffer.alloc(5_000_000, `library ${index} `)])
    writeFileSync(join(folder, `heavy-${index}`), bytes)
  }
}

/** Fills a folder with copies of a tree, and with 30 MB that no packer makes smaller. */
export function writeLargeTree(folder: string, tree: string): void {
  const entries = readdirSync(tree, { recursive: true, withFileTypes: true })
  for (let copy = 0; copy < copies; copy++) {
    mkdirSync(join(folder, `copy-${copy}`), { recursive: true })
    for (const entry of entries) {
      const [from, path] = [join(entry.parentPath, entry.name), join(relative(tree, entry.parentPath), entry.name)]
      const to = join(folder, `copy-${copy}`, path)
      if (entry.isDirectory()) mkdirSync(to, { recursive: true })
      else linkSync(from, to)
    }
  }
  for (let index = 0; index < 3; index++) writeFileSync(join(folder, `noise-${index}`), noise(10_000_000, index + 1))
}

/** Bytes without a pattern, the same every time. */
function noise(size: number, seed: number): Buffer {
  const bytes = Buffer.alloc(size)
  let state = seed
  for (let at = 0; at < size; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    bytes[at] = state >>> 24
  }
  return bytes
}
