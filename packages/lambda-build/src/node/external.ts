import { existsSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { isProjectError } from '@project-utils/contract'
import { hostMachine, type Machine } from '../artifact/machine.ts'
import { findLock, type Lock } from '../install/lock.ts'
import { readLocked } from '../install/locked.ts'
import { isForSomeMachines } from '../install/manifest.ts'
import { findMembers } from '../install/members.ts'
import { once } from '../install/once.ts'
import { type PackedPackages, packPackages } from '../install/pack-packages.ts'
import { type PackageRoot, type Placement, placePackages } from '../install/place.ts'
import { installedPackages, type PackageRequest, refuse } from '../install/production.ts'
import { withoutExcluded } from '../install/without-excluded.ts'
import { findUpwards } from '../paths/find-upwards.ts'

/**
 * Packs external packages and everything they need in production. Those that are installed in the project are taken from
 * there where that gives the same as the lock file and the function's machine ask for; else they are installed from the
 * lock file, for that machine, in the cache. Without a lock file what is installed counts.
 *
 * @param folder where the function's lock file is looked for: that of its entry
 * @throws ProjectError `LAMBDA_EXTERNAL_MISSING`, `LAMBDA_EXTERNAL_CONFLICT`, `LAMBDA_NATIVE_MISMATCH`,
 *   `LAMBDA_NATIVE_MISSING`, `LAMBDA_PATH_INVALID`, those of an installation
 */
export async function packExternals(
  roots: readonly PackageRoot[],
  folder: string,
  request: PackageRequest,
): Promise<PackedPackages> {
  const { job, options, context } = request
  const lock = roots.length === 0 ? undefined : lockOf(folder, options.root)
  const packed =
    lock === undefined
      ? refuse(packPackages(placePackages(roots, job.machine), { machine: job.machine }))
      : (takeInstalled(roots, job.machine, once(context, lock.file, () => readLocked(lock)).packages) ??
        (await installedPackages(roots, folder, request)))
  return { ...packed, files: withoutExcluded(packed.files, job.build.exclude) }
}

/** The lock file that the packages were installed by. One further up does not count for a package with packages of its own. */
function lockOf(folder: string, root: string): Lock | undefined {
  const lock = findLock(folder, root)
  const own = findUpwards(folder, ['package.json'])
  const home = own === undefined ? undefined : dirname(own)
  if (lock === undefined || home === undefined || !home.startsWith(lock.folder + sep)) return lock
  const isApart = existsSync(join(home, 'node_modules')) && !findMembers(lock).folders.includes(home)
  return isApart ? undefined : lock
}

/** The packages as the project has them installed; undefined where they are not what the lock file and the machine ask for. */
function takeInstalled(
  roots: readonly PackageRoot[],
  machine: Machine,
  locked: ReadonlySet<string>,
): PackedPackages | undefined {
  try {
    const placement = placePackages(roots, machine)
    if (!placement.packages.every((each) => isLocked(each.folder, each.manifest, locked))) return undefined
    const isHere = isThisMachine(machine)
    if (!isHere && isTied(placement)) return undefined
    const packed = packPackages(placement, { machine, locked })
    return packed.problems.length > 0 || (packed.isNative && !isHere) ? undefined : packed
  } catch (error) {
    // Something is not installed, or a link leads nowhere: the lock file may still have it.
    const isIncomplete = isProjectError(error) && error.code !== 'LAMBDA_EXTERNAL_CONFLICT'
    if (isIncomplete || (error instanceof Error && 'code' in error && error.code === 'ENOENT')) return undefined
    throw error
  }
}

function isLocked(folder: string, { name, version }: { name?: string; version?: string }, locked: ReadonlySet<string>) {
  // A package of the workspace lies outside of every node_modules, and has no version in the lock.
  return !/[\\/]node_modules[\\/]/.test(folder) || locked.has(`${name}@${version}`)
}

/** Whether what was installed depends on the machine that it was installed on. */
function isTied({ packages, absent }: Placement): boolean {
  return absent.length > 0 || packages.some(({ manifest }) => isForSomeMachines(manifest))
}

function isThisMachine({ system, architecture, libc }: Machine): boolean {
  const here = hostMachine()
  return here.system === system && here.architecture === architecture && here.libc === libc
}
