import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Lock } from './lock.ts'
import { readLocked } from './locked.ts'
import { type PackageManifest, readManifest } from './manifest.ts'

/** What a lock's packages are installed for: the folders of its workspace, and files of the disk that are named as packages. */
export interface Members {
  /** Absolute; each has a `package.json`. */
  readonly folders: readonly string[]
  /** Folders that are copied into `node_modules` instead of being linked there. */
  readonly copied: readonly string[]
  /** Packages as files, such as `vendor/x-1.0.0.tgz`. */
  readonly archives: readonly string[]
}

/**
 * Finds everything on the disk that a lock file speaks of.
 *
 * @throws ProjectError `LAMBDA_LOCK_UNUSABLE`
 */
export function findMembers(lock: Lock): Members {
  const found = readLocked(lock).members.map((member) => join(lock.folder, member))
  const folders = new Set([...found, ...(lock.manager === 'yarn' ? workspaceFolders(lock.folder) : [])])
  const copied = new Set<string>()
  const archives = new Set<string>()
  // A set tells what is added to it while it is walked.
  for (const folder of folders) {
    if (!existsSync(join(folder, 'package.json'))) {
      folders.delete(folder)
      continue
    }
    for (const { path, isLink } of localSpecifications(readManifest(folder))) {
      const target = resolve(folder, path)
      const stat = statSync(target, { throwIfNoEntry: false })
      if (stat?.isFile() === true) archives.add(target)
      else if (stat?.isDirectory() === true) (isLink || lock.manager === 'npm' ? folders : copied).add(target)
    }
  }
  return { folders: [...folders], copied: [...copied], archives: [...archives] }
}

interface Local {
  readonly path: string
  readonly isLink: boolean
}

function localSpecifications(manifest: PackageManifest): readonly Local[] {
  const { dependencies = {}, devDependencies = {}, optionalDependencies = {} } = manifest
  const all = [dependencies, devDependencies, optionalDependencies].flatMap((each) => Object.values(each))
  return all.flatMap((specification) => {
    const [, protocol, path] = /^(?:(file|link|portal):)?(\.{0,2}\/.*|[^:]*)$/.exec(specification) ?? []
    const isPath = protocol !== undefined || /^\.{0,2}\//.test(specification)
    return isPath && path !== undefined ? [{ path, isLink: protocol === 'link' || protocol === 'portal' }] : []
  })
}

/** The folders that the patterns under `workspaces` mean. */
function workspaceFolders(root: string): readonly string[] {
  const { workspaces = [] } = readManifest(root)
  const patterns = Array.isArray(workspaces) ? workspaces : ((workspaces as { packages?: string[] }).packages ?? [])
  const list = (wanted: boolean): readonly string[] =>
    patterns
      .filter((pattern) => !pattern.startsWith('!') === wanted)
      .flatMap((pattern) => expand(root, pattern.replace(/^!?(\.\/)?/, '').split('/')))
  const excluded = list(false)
  return list(true).filter((folder) => !excluded.includes(folder))
}

function expand(folder: string, [part, ...rest]: readonly string[]): readonly string[] {
  if (part === undefined || part === '') return [folder]
  if (!part.includes('*')) return expand(join(folder, part), rest)
  const below = foldersIn(folder)
  if (part === '**')
    return [...expand(folder, rest), ...below.flatMap((name) => expand(join(folder, name), [part, ...rest]))]
  const pattern = new RegExp(`^${part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&').replaceAll('*', '.*')}$`)
  return below.filter((name) => pattern.test(name)).flatMap((name) => expand(join(folder, name), rest))
}

function foldersIn(folder: string): readonly string[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort()
}
