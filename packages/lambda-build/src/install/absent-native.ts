import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding, Problem } from '@project-utils/contract'
import type { Machine } from '../artifact/machine.ts'
import { describeMachine } from '../native/fit.ts'
import type { PackageManifest } from './manifest.ts'
import type { PlacedPackage, Placement } from './place.ts'

/** What is known of machine code in the packages of an artifact. */
export interface NativeState {
  readonly placement: Placement
  readonly machine: Machine
  /** Places of the packages that hold machine code for the machine. */
  readonly fitting: ReadonlySet<string>
  /** Places of those of which that is told already. */
  readonly wrong: ReadonlySet<string>
  /** Every `name@version` of the lock, where there is one. */
  readonly locked?: ReadonlySet<string>
}

/** Packages of the same use that bring their machine code with them. */
const alternatives: Readonly<Record<string, string>> = {
  argon2: '@node-rs/argon2',
  bcrypt: 'bcrypt from version 6 on, or @node-rs/bcrypt',
  'better-sqlite3': 'node:sqlite',
  canvas: '@napi-rs/canvas',
  'node-sass': 'sass',
  sharp: 'sharp from version 0.33 on',
  sqlite3: 'node:sqlite',
}

/**
 * Packages whose machine code is not there: those that compile or download it in an install script, and those whose package
 * for the machine was not installed.
 */
export function absentNative(state: NativeState): readonly Problem[] {
  const { placement, wrong } = state
  const wanting = new Map<string, Problem>()
  for (const each of placement.packages) {
    if (each.optional || wrong.has(each.place) || hasFitting(each, state) || !isCompiled(each.manifest, each.folder))
      continue
    wanting.set(each.place, notBuilt(each, state.machine))
  }
  for (const { name, by } of placement.absent) {
    if (by.optional || wrong.has(by.place) || hasFitting(by, state) || !isNameFor(name, state.machine)) continue
    wanting.set(by.place, notInstalled(name, by, state))
  }
  return [...wanting.values()]
}

/** Install scripts that were not run, of packages that are not known to compile. */
export function skippedScripts(state: NativeState): readonly Finding[] {
  return state.placement.packages
    .filter((each) => installScript(each.manifest) !== '' && !hasFitting(each, state))
    .filter((each) => !isCompiled(each.manifest, each.folder))
    .map(({ name, manifest }) => ({
      rule: 'lambda/install-script',
      category: 'build',
      severity: 'info',
      message: `the install script of ${name} was not run (${installScript(manifest)}): what it makes or downloads is not packed`,
      fix: `where the function needs it, put it in with include, or leave ${name} out`,
    }))
}

/** Whether a package compiles machine code when it is installed, or downloads it. */
export function isCompiled(manifest: PackageManifest, folder: string): boolean {
  if (manifest.gypfile === true || existsSync(join(folder, 'binding.gyp'))) return true
  return /node-gyp|prebuild-install|node-pre-gyp|cmake-js|neon build|napi build/.test(installScript(manifest))
}

function installScript({ scripts = {} }: PackageManifest): string {
  return ['preinstall', 'install', 'postinstall']
    .map((name) => scripts[name])
    .filter((script) => script !== undefined)
    .join(' && ')
}

/** In the package itself or in one that it needs, as sharp has its own in `@img/sharp-linux-x64`. */
function hasFitting(each: PlacedPackage, { placement, fitting }: NativeState): boolean {
  if (fitting.has(each.place)) return true
  const needed = { ...each.manifest.dependencies, ...each.manifest.optionalDependencies }
  return placement.packages.some(({ name, place }) => name in needed && fitting.has(place))
}

/** Whether a package's name says that it is for a machine, as that of `@node-rs/argon2-linux-arm64-gnu` does. */
export function isNameFor(name: string, { system, architecture, libc }: Machine): boolean {
  const parts = name.toLowerCase().split(/[-_/.@]/)
  const has = (...wanted: readonly string[]): boolean => wanted.some((each) => parts.includes(each))
  const processor =
    architecture === 'arm64' ? has('arm64', 'aarch64') : has('x64', 'amd64', '64') || name.includes('x86_64')
  const isMusl = has('musl', 'linuxmusl')
  if (system === 'darwin') return processor && has('darwin', 'macos', 'mac', 'osx')
  if (system === 'win32') return processor && has('win32', 'windows')
  return processor && (libc === 'musl') === isMusl && has('linux', 'linuxmusl')
}

function notBuilt({ name, manifest }: PlacedPackage, machine: Machine): Problem {
  const other = alternatives[name]
  const how = installScript(manifest) || 'node-gyp rebuild'
  return {
    code: 'LAMBDA_NATIVE_MISSING',
    message: `package ${name} ${manifest.version ?? ''} holds no machine code for ${describeMachine(machine)}: its install script (${how}) would make it, which is never run: it makes it for the machine that it runs on`,
    hint: `${other === undefined ? `use a package that brings it along, as a version of ${name} with prebuilds` : `use ${other}`}; or put ${name} into a layer or a container image built on that machine`,
  }
}

function notInstalled(name: string, by: PlacedPackage, { machine, locked }: NativeState): Problem {
  const isLocked = [...(locked ?? [])].some((each) => each.startsWith(`${name}@`))
  const message = `package ${by.name} needs ${name} on ${describeMachine(machine)}, and `
  if (locked !== undefined && !isLocked) {
    return {
      code: 'LAMBDA_LOCK_UNUSABLE',
      message: `${message}the lock file lacks it: npm leaves it out when it writes a lock beside a node_modules of another machine (npm/cli#4828)`,
      hint: 'rm -r node_modules package-lock.json && npm install, and commit the lock file',
    }
  }
  return {
    code: 'LAMBDA_NATIVE_MISSING',
    message: `${message}it is not installed`,
    hint: `npm install --save-optional ${name}@${by.manifest.version ?? 'latest'}`,
  }
}
