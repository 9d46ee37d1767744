import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Context, type Finding, ProjectError } from '@project-utils/contract'
import type { Job } from '../build/job.ts'
import type { MakeOptions } from '../build/maker.ts'
import { skippedScripts } from './absent-native.ts'
import { installLocked, lockMissing } from './install.ts'
import { findLock, type Lock, unusable } from './lock.ts'
import { readLocked } from './locked.ts'
import { dependenciesOf, readManifest } from './manifest.ts'
import { once } from './once.ts'
import { type PackedPackages, packPackages } from './pack-packages.ts'
import { type PackageRoot, type Placement, placePackages } from './place.ts'
import { unpatched } from './unpatched.ts'

/** What the packages of a job are chosen for. */
export interface PackageRequest {
  readonly job: Job
  readonly options: MakeOptions
  readonly context: Context
}

/**
 * Everything that a folder's `package.json` needs in production, at the versions of its lock file, installed for the job's
 * machine in the cache; nothing of a `node_modules` in the project is used. Undefined where it needs nothing.
 *
 * @throws ProjectError `LAMBDA_LOCK_MISSING`, those of `installLocked`, `LAMBDA_NATIVE_MISSING`, `LAMBDA_NATIVE_MISMATCH`
 */
export async function productionPackages(folder: string, request: PackageRequest): Promise<PackedPackages | undefined> {
  if (!existsSync(join(folder, 'package.json'))) return undefined
  const needed = dependenciesOf(readManifest(folder)).filter(({ kind }) => kind !== 'peer')
  if (needed.length === 0) return undefined
  const lock = findLock(folder, request.options.root)
  if (lock === undefined) throw lockMissing(folder)
  const roots = needed.map(({ name, kind }) => ({ name, from: folder, required: kind === 'required' }))
  return await installedPackages(roots, folder, request)
}

/**
 * Packages with all they need, from the lock file that counts for a folder.
 *
 * @throws ProjectError as `productionPackages`
 */
export async function installedPackages(
  roots: readonly PackageRoot[],
  folder: string,
  { job, options, context }: PackageRequest,
): Promise<PackedPackages> {
  const lock = findLock(folder, options.root)
  if (lock === undefined) throw lockMissing(folder)
  const key = `${lock.file}\0${JSON.stringify(job.machine)}\0${options.cache}`
  const installation = await once(context, key, () => installLocked(lock, job.machine, options, context))
  const { packages: locked } = once(context, lock.file, () => readLocked(lock))
  const inside = roots.map((root) => ({ ...root, from: installation.inside(root.from) }))
  const placement = placeOrExplain(inside, installation.inside(folder), folder, { job, lock })
  const { outside, sources } = installation
  const packed = packPackages(placement, { machine: job.machine, locked, outside })
  refuse(packed)
  const own = packed.sources.filter((source) => !source.startsWith(installation.folder))
  const findings: readonly Finding[] = [...skippedScripts(packed.state), ...unpatched(lock, packed.state.placement)]
  return { ...packed, sources: [...new Set([...sources, ...own])], findings }
}

/** Whether a folder among installed packages has no counterpart in the installation. */
function isLost(folder: string): boolean {
  return /[\\/]node_modules[\\/]/.test(folder) && !existsSync(folder)
}

/** A package that is imported from one deep in another manager's store is found from the function's own folder. */
function placeOrExplain(
  roots: readonly PackageRoot[],
  home: string,
  folder: string,
  { job, lock }: { readonly job: Job; readonly lock: Lock },
): Placement {
  try {
    return placePackages(
      roots.map((root) => ({ ...root, from: isLost(root.from) ? home : root.from })),
      job.machine,
    )
  } catch (error) {
    if (!(error instanceof ProjectError) || error.code !== 'LAMBDA_EXTERNAL_MISSING') throw error
    const [, name = ''] = /package (\S+) /.exec(error.message) ?? []
    const { devDependencies = {} } = existsSync(join(folder, 'package.json')) ? readManifest(folder) : {}
    const isGone = (member: string): boolean => !existsSync(join(lock.folder, member, 'package.json'))
    const gone = readLocked(lock).members.filter(isGone)
    if (gone.length > 0) {
      const message = `${lock.file} takes packages from ${gone.join(', ')}, where no package.json is; ${name} is not installed`
      throw unusable(message, `bring ${gone.join(', ')} back, or npm install without it and commit the lock file`)
    }
    if (!(name in devDependencies)) throw error
    throw new ProjectError('LAMBDA_EXTERNAL_MISSING', `package ${name} is only a development dependency of ${folder}`, {
      hint: `npm install --save-prod ${name}`,
    })
  }
}

/**
 * The packages where nothing is wrong with them.
 *
 * @throws ProjectError the first problem, with all of them
 */
export function refuse(packed: PackedPackages): PackedPackages {
  const [first] = packed.problems
  if (first === undefined) return packed
  throw new ProjectError(first.code, first.message, { ...first, problems: packed.problems })
}
