import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ProjectError } from '@project-utils/contract'
import { findProgram } from '../programs/find-program.ts'
import { type ProgramRun, runProgram } from '../programs/run-program.ts'
import type { Lock } from './lock.ts'

/** A package manager to start: the program with what stands before its own parameters. */
export interface Program {
  readonly path: string
  readonly before: readonly string[]
  /** The first number of its version. */
  readonly major: number
  /** As told to people, such as `pnpm 10`. */
  readonly name: string
}

/**
 * Finds the package manager that a lock was written by: the release in the repository, the program on the `PATH` where its
 * version fits, else npm fetches the right one into its own cache.
 *
 * @throws ProjectError `LAMBDA_PACKAGE_MANAGER_MISSING`
 */
export async function findManager(lock: Lock, options: ProgramRun): Promise<Program> {
  const { environment, folder } = options
  if (lock.manager === 'npm') {
    const path = findProgram('npm', environment)
    if (path === undefined) throw absent('npm', 'install Node.js with npm')
    return { path, before: [], major: 0, name: 'npm' }
  }
  const wanted = wantedVersion(lock)
  const major = Number.parseInt(wanted, 10)
  const command = lock.manager === 'pnpm' ? 'pnpm' : 'yarn'
  const name = `${command} ${major}`
  const release = /^yarnPath:\s*["']?([^"'\s]+)/m.exec(lock.settings ?? '')?.[1]
  if (lock.manager === 'berry' && release !== undefined && existsSync(join(folder, release)))
    return { path: process.execPath, before: [join(folder, release)], major, name }
  const path = findProgram(command, environment)
  if (path !== undefined) {
    const { failure, output } = await runProgram(path, ['--version'], options)
    const [, found] = /^(\d+)\.\d+\.\d+/m.exec(output) ?? []
    if (failure === undefined && Number(found) === major) return { path, before: [], major, name }
  }
  const npm = findProgram('npm', environment)
  const source = { pnpm: 'pnpm', yarn: 'yarn', berry: '@yarnpkg/cli-dist' }[lock.manager]
  if (npm === undefined) throw absent(name, `npm install --global ${source}@${wanted}`)
  const before = ['exec', '--yes', '--prefer-offline', `--package=${source}@${wanted}`, '--', command]
  return { path: npm, before, major, name }
}

/** The version that the project asks for, else one that writes locks of this form. */
function wantedVersion({ manager, version, text }: Lock): string {
  if (version !== undefined) return version
  if (manager === 'yarn') return '1.22.22'
  if (manager === 'pnpm') {
    const [, form] = /^lockfileVersion:\s*["']?(\d+)/m.exec(text) ?? []
    return form === '5' ? '7' : form === '6' ? '8' : '10'
  }
  const [, form] = /^__metadata:\n(?: {2}.*\n)*? {2}version: (\d+)/m.exec(text) ?? []
  return Number(form) >= 8 ? '4' : Number(form) >= 5 ? '3' : '2'
}

function absent(name: string, hint: string): ProjectError {
  return new ProjectError(
    'LAMBDA_PACKAGE_MANAGER_MISSING',
    `${name} is not on the PATH, and the lock file is written by it`,
    {
      hint,
    },
  )
}
