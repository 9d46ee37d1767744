import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { hashJson, sha256 } from '@project-utils/run'
import type { Machine } from '../artifact/machine.ts'
import { isWithin, portablePath } from '../paths/portable.ts'
import type { Lock } from './lock.ts'
import { cpuOf, type PackageManifest, readManifest } from './manifest.ts'
import { findMembers } from './members.ts'
import { withoutKeys } from './yaml-keys.ts'

/** All that a package manager needs to install from a lock, without the sources of the project. */
export interface Stage {
  /** Hash of all that decides what is installed. */
  readonly key: string
  /** The folder of the project that the stage's own stands for, absolute. */
  readonly top: string
  /** What was read, absolute. */
  readonly sources: readonly string[]
  readonly files: ReadonlyMap<string, Uint8Array>
}

/** Raised when the same lock is to be installed in another way. */
const format = 1
const settings = ['.npmrc', '.yarnrc', '.yarnrc.yml', 'pnpm-workspace.yaml', '.pnpmfile.cjs', '.pnpmfile.mjs'] as const
const settingsFolders = ['patches', '.yarn/patches', '.yarn/plugins', '.yarn/releases'] as const

/** The keys of a manifest that decide what is installed; scripts and everything else are left out. */
const kept = [
  'name',
  'version',
  'private',
  'workspaces',
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
  'peerDependenciesMeta',
  'dependenciesMeta',
  'bundleDependencies',
  'bundledDependencies',
  'overrides',
  'resolutions',
  'pnpm',
] as const

/**
 * Gathers what an installation needs, with the settings that make the package manager install for a machine and run no
 * scripts.
 *
 * @throws ProjectError `LAMBDA_LOCK_UNUSABLE`
 */
export function planStage(lock: Lock, machine: Machine): Stage {
  const { folders, copied, archives } = findMembers(lock)
  const top = commonFolder([lock.folder, ...folders, ...copied, ...archives.map((file) => dirname(file))])
  const files = new Map<string, Uint8Array>()
  const sources: string[] = []
  const put = (path: string, content?: Uint8Array): void => {
    files.set(portablePath(top, path), content ?? readFileSync(path))
    sources.push(path)
  }
  put(lock.file)
  for (const name of settings) if (existsSync(join(lock.folder, name))) put(join(lock.folder, name))
  for (const name of settingsFolders) for (const file of filesBelow(join(lock.folder, name))) put(file)
  for (const file of [...archives, ...copied.flatMap(filesBelow)]) put(file)
  for (const folder of folders) {
    const isRoot = folder === lock.folder
    const manifest = reduced(readManifest(folder), isRoot && lock.manager === 'pnpm' ? machine : undefined)
    put(join(folder, 'package.json'), Buffer.from(JSON.stringify(manifest)))
  }
  const inside = portablePath(top, lock.folder)
  const at = (name: string): string => (inside === '' ? name : `${inside}/${name}`)
  for (const [name, keys, added] of machineSettings(lock, machine)) {
    const text = Buffer.from(files.get(at(name)) ?? '').toString()
    files.set(at(name), Buffer.from(`${withoutKeys(text, keys)}${added}`))
  }
  const contents = [...files]
    .map(([path, content]) => [path, sha256(content)])
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
  const { system, architecture, libc = '' } = machine
  const key = hashJson({ format, contents, inside, machine: [system, architecture, libc], version: lock.version ?? '' })
  return { key: key.slice(0, 32), top, sources, files }
}

/** Writes a stage into an empty folder. */
export async function writeStage({ files }: Stage, folder: string): Promise<void> {
  for (const [path, content] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
}

/** Removes the files that may hold what opens a registry. */
export async function removeSettings({ files }: Stage, folder: string): Promise<void> {
  for (const path of files.keys())
    if (/(^|\/)\.(npmrc|yarnrc|yarnrc\.yml)$/.test(path)) await rm(join(folder, path), { force: true })
}

/** File, keys to take out of it, and text to put in: where pnpm and Yarn are told the machine. */
function machineSettings(lock: Lock, machine: Machine): readonly (readonly [string, readonly string[], string])[] {
  const { os, cpu, libc } = supported(machine)
  const list = `supportedArchitectures:\n  os: [${os}]\n  cpu: [${cpu}]\n  libc: [${libc}]\n`
  if (lock.manager === 'berry') {
    const own = ['supportedArchitectures', 'nodeLinker', 'enableScripts', 'enableTelemetry', 'yarnPath']
    const added = `nodeLinker: node-modules\nenableScripts: false\nenableTelemetry: false\n${list}`
    return [['.yarnrc.yml', [...own, 'enableImmutableInstalls'], added]]
  }
  // pnpm 9 reads them from package.json alone, and refuses a pnpm-workspace.yaml without packages.
  const isWorkspace = existsSync(join(lock.folder, 'pnpm-workspace.yaml'))
  if (lock.manager !== 'pnpm' || (!isWorkspace && Number.parseInt(lock.version ?? '10', 10) < 10)) return []
  return [['pnpm-workspace.yaml', ['supportedArchitectures'], list]]
}

function supported(machine: Machine): { readonly os: string; readonly cpu: string; readonly libc: string } {
  return { os: machine.system, cpu: cpuOf(machine), libc: machine.libc ?? 'glibc' }
}

function reduced(manifest: PackageManifest, machine: Machine | undefined): Readonly<Record<string, unknown>> {
  const all = Object.entries(manifest).filter(([key]) => kept.some((each) => each === key))
  if (machine === undefined) return Object.fromEntries(all)
  const { os, cpu, libc } = supported(machine)
  const { pnpm = {} } = Object.fromEntries(all) as { readonly pnpm?: object }
  return {
    ...Object.fromEntries(all),
    pnpm: { ...pnpm, supportedArchitectures: { os: [os], cpu: [cpu], libc: [libc] } },
  }
}

function filesBelow(folder: string): readonly string[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return []
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return entry.name === 'node_modules' || entry.name === '.git' ? [] : filesBelow(path)
      return entry.isFile() ? [path] : []
    })
    .sort()
}

function commonFolder(folders: readonly string[]): string {
  const [first = '', ...rest] = folders
  let common = first
  for (const folder of rest) while (common !== folder && !isWithin(folder, common)) common = dirname(common)
  return common
}
