import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { ArtifactFile } from '@project-utils/artifact'

/**
 * Gives artifacts as folders, by the real path of the one that holds them, named by their number in it; all of it is
 * removed in the end. What is on the disk already is only linked there, symbolically, since a hard link would touch the
 * file that it leads to, and the cache would take it for changed.
 */
export async function withLaidOut<T>(
  artifacts: readonly (readonly ArtifactFile[])[],
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'lambda-load-')))
  try {
    for (const [index, files] of artifacts.entries()) {
      mkdirSync(join(folder, String(index)))
      layOut(treeOf(files), join(folder, String(index)))
    }
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** What an artifact holds at a place: a file, or a folder by the names in it. */
type Tree = Map<string, ArtifactFile | Tree>

function treeOf(files: readonly ArtifactFile[]): Tree {
  const root: Tree = new Map()
  for (const file of files) {
    const names = file.path.split('/')
    const last = names.pop() ?? ''
    let at = root
    for (const name of names) {
      const there = at.get(name)
      const next: Tree = there instanceof Map ? there : new Map()
      if (next !== there) at.set(name, next)
      at = next
    }
    at.set(last, file)
  }
  return root
}

/** Tens of thousands of links take seconds: a folder that is packed as it lies on the disk is linked as one. */
function layOut(tree: Tree, folder: string): void {
  for (const [name, one] of tree) {
    const path = join(folder, name)
    if (one instanceof Map) {
      const whole = wholeFolder(one)
      if (whole !== undefined) symlinkSync(whole, path, 'junction')
      else {
        mkdirSync(path)
        layOut(one, path)
      }
    } else if (one.content instanceof Uint8Array) writeFileSync(path, one.content)
    else symlinkSync(one.content.file, path)
  }
}

/** The folder on the disk that holds exactly what the artifact has there; undefined where there is none. */
function wholeFolder(tree: Tree): string | undefined {
  let folder: string | undefined
  for (const [name, one] of tree) {
    const source =
      one instanceof Map ? wholeFolder(one) : one.content instanceof Uint8Array ? undefined : one.content.file
    if (source === undefined) return undefined
    folder ??= dirname(source)
    if (source !== join(folder, name)) return undefined
  }
  return folder !== undefined && hasNames(folder, tree) ? folder : undefined
}

function hasNames(folder: string, tree: Tree): boolean {
  try {
    const names = readdirSync(folder)
    return names.length === tree.size && names.every((name) => tree.has(name))
  } catch {
    return false
  }
}
