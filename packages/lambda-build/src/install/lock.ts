import { existsSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { readText } from '@project-utils/artifact'
import { ProjectError } from '@project-utils/contract'
import { readManifest } from './manifest.ts'

/** The programs that write lock files; `berry` is Yarn from version 2 on, whose files have another form. */
export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'berry'

/** A lock file: every package that a project or a workspace installs, with its version. */
export interface Lock {
  readonly manager: PackageManager
  /** Absolute path. */
  readonly file: string
  readonly folder: string
  readonly text: string
  /** The manager's version that the project asks for, such as `9.15.9`, where it does. */
  readonly version?: string
  /** The text of Yarn's `.yarnrc.yml` beside it. */
  readonly settings?: string
}

const names = {
  'package-lock.json': 'npm',
  'npm-shrinkwrap.json': 'npm',
  'pnpm-lock.yaml': 'pnpm',
  'yarn.lock': 'yarn',
  'bun.lock': 'bun',
  'bun.lockb': 'bun',
} as const

/**
 * Finds the lock file that counts for a folder: the nearest one up to the project's. Where one folder holds several, the
 * `packageManager` of its `package.json` says which.
 *
 * @throws ProjectError `ARTIFACT_FILE_UNREADABLE`; `LAMBDA_LOCK_UNUSABLE` for Bun's, for several of which none is the right one, and for one that
 *   `packageManager` contradicts
 */
export function findLock(from: string, root: string): Lock | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = Object.entries(names).filter(([name]) => existsSync(join(folder, name)))
    if (found.length > 0) return lockIn(folder, found, root)
    if (folder === root || dirname(folder) === folder) return undefined
  }
}

function lockIn(folder: string, found: readonly (readonly [string, string])[], root: string): Lock {
  const shown = (name: string): string => relative(root, join(folder, name)) || name
  const wanted = wantedManager(folder)
  const fitting = wanted === undefined ? found : found.filter(([, manager]) => manager === wanted.name)
  const list = found.map(([name]) => shown(name)).join(', ')
  const [first] = fitting
  if (first === undefined) {
    throw unusable(
      `${list}: package.json says packageManager: ${wanted?.name ?? ''}`,
      `${wanted?.name ?? 'npm'} install, and remove ${list}`,
    )
  }
  if (new Set(fitting.map(([, manager]) => manager)).size > 1)
    throw unusable(`${list} lie side by side, and nobody says which one counts`, 'remove all but one of them')
  const [name, manager] = first
  if (manager === 'bun') {
    throw unusable(
      `${shown(name)} is written by Bun, whose packages are not installed for other machines`,
      'npm install --package-lock-only, and remove it; or bundle everything, without external',
    )
  }
  const file = join(folder, name)
  const text = readText(file)
  const isBerry = manager === 'yarn' && /^__metadata:/m.test(text)
  return {
    manager: isBerry ? 'berry' : (manager as PackageManager),
    file,
    folder,
    text,
    ...(wanted?.version === undefined ? {} : { version: wanted.version }),
    ...(isBerry && existsSync(join(folder, '.yarnrc.yml')) ? { settings: readText(join(folder, '.yarnrc.yml')) } : {}),
  }
}

function wantedManager(folder: string): { readonly name: string; readonly version?: string } | undefined {
  if (!existsSync(join(folder, 'package.json'))) return undefined
  const { packageManager } = readManifest(folder)
  const [, name, version] = /^(npm|pnpm|yarn|bun)@(\d[^+]*)/.exec(packageManager ?? '') ?? []
  return name === undefined ? undefined : { name, ...(version === undefined ? {} : { version }) }
}

/** The error for a lock file that cannot be installed from. */
export function unusable(message: string, hint: string, cause?: unknown): ProjectError {
  return new ProjectError('LAMBDA_LOCK_UNUSABLE', message, { hint, cause })
}
