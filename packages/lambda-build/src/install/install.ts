import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import { draftOf, unwritable } from '@project-utils/artifact'
import { type Context, ProjectError } from '@project-utils/contract'
import type { Machine } from '../artifact/machine.ts'
import type { MakeOptions } from '../build/maker.ts'
import { isWithin } from '../paths/portable.ts'
import { runProgram } from '../programs/run-program.ts'
import { archiveUnsafe, installFailure, leadsOutside } from './failure.ts'
import { type Lock, unusable } from './lock.ts'
import { besideLock, readLocked } from './locked.ts'
import { findManager, type Program } from './manager.ts'
import { cpuOf } from './manifest.ts'
import { planStage, removeSettings, type Stage, writeStage } from './stage.ts'

/** The production packages of a lock, installed for a machine in a folder of the cache. */
export interface Installation {
  readonly lock: Lock
  /** Its folder in the cache, real path. */
  readonly folder: string
  /** What decided what was installed, absolute. */
  readonly sources: readonly string[]
  /** Where a folder of the project has its place in the installation. */
  readonly inside: (folder: string) => string
  /** The folder of the project that a folder of the installation stands for; itself for what was installed. */
  readonly outside: (folder: string) => string
}

/** Ten minutes: what takes longer is waiting for something. */
const limit = 600_000
/** Drafts of runs that were killed are removed when they are older than this, in milliseconds. */
const oldest = 24 * 3600_000
const running = new Map<string, Promise<void>>()

/**
 * Installs all production packages of a lock, at its versions, for a machine: once for a lock and a machine, whoever asks
 * and however often. It runs no install scripts, since what they compile or download would be for this machine. Nothing is
 * written into the project.
 *
 * @throws ProjectError `LAMBDA_LOCK_UNUSABLE`, `LAMBDA_PACKAGE_MANAGER_MISSING`, `LAMBDA_INSTALL_FAILED`, `ARTIFACT_CACHE_UNWRITABLE`
 */
export async function installLocked(
  lock: Lock,
  machine: Machine,
  options: Pick<MakeOptions, 'cache' | 'childEnvironment'>,
  context: Context,
): Promise<Installation> {
  const stage = planStage(lock, machine)
  const folder = join(options.cache, 'packages', stage.key)
  if (!existsSync(folder)) {
    const started = running.get(folder) ?? install(lock, machine, stage, folder, options, context)
    running.set(folder, started)
    try {
      await started
    } finally {
      running.delete(folder)
    }
  }
  const real = realpathSync(folder)
  return {
    lock,
    folder: real,
    sources: stage.sources,
    inside: (path) =>
      join(real, isWithin(path, stage.top) ? relative(stage.top, path) : relative(stage.top, lock.folder)),
    outside: (path) =>
      !isWithin(path, real) || path.slice(real.length).split(sep).includes('node_modules')
        ? path
        : join(stage.top, relative(real, path)),
  }
}

async function install(
  lock: Lock,
  machine: Machine,
  stage: Stage,
  folder: string,
  { childEnvironment, cache }: Pick<MakeOptions, 'cache' | 'childEnvironment'>,
  context: Context,
): Promise<void> {
  const draft = draftOf(folder)
  const id = `install.${stage.key.slice(0, 8)}`
  const step = { type: 'step', id, title: `Install the packages of ${basename(lock.file)}` } as const
  const start = performance.now()
  context.emit({ ...step, state: 'started', note: `for ${machine.system} on ${machine.architecture}` })
  let outcome: 'done' | 'failed' = 'failed'
  try {
    await removeOld(join(cache, 'packages'))
    await writeStage(stage, draft).catch((cause) => {
      throw unwritable(folder, cause)
    })
    const at = join(draft, relative(stage.top, lock.folder))
    const environment = { ...childEnvironment, ...quiet }
    const options = { folder: at, environment, signal: context.signal, limit }
    const program = await findManager(lock, options)
    const parameters = parametersOf(lock, program, machine)
    const { failure, tail } = await runProgram(program.path, [...program.before, ...parameters], options)
    if (failure !== undefined)
      throw installFailure(lock, `${program.name} ${parameters.join(' ')}`, tail.replaceAll(`${draft}/`, ''), failure)
    if (leadsOutside(tail)) throw archiveUnsafe(lock)
    proveUnchanged(lock, at)
    await removeSettings(stage, draft)
    // Where there is nothing to install, some managers make no folder.
    await mkdir(join(at, 'node_modules'), { recursive: true })
    await rename(draft, folder).catch((cause) => {
      // A parallel run was first, with the same packages.
      if (!existsSync(folder)) throw unwritable(folder, cause)
    })
    outcome = 'done'
  } finally {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined)
    const ended = context.signal.aborted ? 'cancelled' : outcome
    context.emit({ ...step, state: 'ended', outcome: ended, ms: Math.round(performance.now() - start) })
  }
}

/** Corepack's questions would wait for ever; Yarn's own path would be followed out of the stage. */
const quiet = {
  COREPACK_ENABLE_DOWNLOAD_PROMPT: '0',
  COREPACK_ENABLE_STRICT: '0',
  COREPACK_ENABLE_PROJECT_SPEC: '0',
  YARN_IGNORE_PATH: '1',
  YARN_ENABLE_TELEMETRY: '0',
  CI: 'true',
} as const

function parametersOf(lock: Lock, { major }: Program, machine: Machine): readonly string[] {
  const { system, libc } = machine
  const libcOption = libc === undefined ? [] : [`--libc=${libc}`]
  switch (lock.manager) {
    case 'npm': {
      const target = [`--os=${system}`, `--cpu=${cpuOf(machine)}`, ...libcOption]
      // What it says of archives must be heard, whatever `.npmrc` says.
      const heard = ['--loglevel=warn', '--no-audit', '--no-fund']
      return ['ci', '--omit=dev', '--ignore-scripts', ...target, '--prefer-offline', ...heard]
    }
    case 'pnpm': {
      const flat = ['--config.node-linker=hoisted', '--config.manage-package-manager-versions=false']
      return ['install', '--prod', '--frozen-lockfile', '--ignore-scripts', '--prefer-offline', ...flat]
    }
    case 'yarn': {
      // Yarn 1 installs for this machine or for all; what is for others is left out when packages are placed.
      const all = ['--ignore-scripts', '--ignore-platform', '--ignore-engines', '--non-interactive', '--no-progress']
      return ['install', '--production', '--frozen-lockfile', '--prefer-offline', ...all]
    }
    case 'berry':
      return major >= 4 ? ['workspaces', 'focus', '--all', '--production'] : ['install']
  }
}

/** Some managers mend a lock that does not fit the manifests, without a word. */
function proveUnchanged(lock: Lock, folder: string): void {
  const before = readLocked(lock).packages
  const text = readFileSync(join(folder, basename(lock.file)), 'utf8')
  const added = [...readLocked({ ...lock, text }).packages].filter((each) => !before.has(each))
  if (added.length === 0) return
  const hint = `${lock.manager === 'berry' ? 'yarn' : lock.manager} install, and commit the lock file`
  throw unusable(
    `${besideLock(lock, lock.file)} does not fit the package.json files: it lacks ${added.join(', ')}`,
    hint,
  )
}

async function removeOld(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names.filter((each) => each.endsWith('.tmp'))) {
    const path = join(folder, name)
    const found = await stat(path).catch(() => undefined)
    if (found !== undefined && Date.now() - found.mtimeMs > oldest) await rm(path, { recursive: true, force: true })
  }
}

/** The error for production packages that no lock file pins. */
export function lockMissing(folder: string): ProjectError {
  const message = `${join(folder, 'package.json')} has production dependencies, and no lock file says their versions`
  return new ProjectError('LAMBDA_LOCK_MISSING', message, { hint: `npm install --package-lock-only, in ${folder}` })
}
