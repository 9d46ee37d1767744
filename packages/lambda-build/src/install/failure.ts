import { ProjectError } from '@project-utils/contract'
import type { Lock } from './lock.ts'

/** What package managers say, and what to do then; the first that fits counts. */
const known: readonly (readonly [
  pattern: RegExp,
  code: 'LAMBDA_LOCK_UNUSABLE' | 'LAMBDA_INSTALL_FAILED',
  hint: string,
])[] = [
  [
    /in sync|ERR_PNPM_OUTDATED_LOCKFILE|lockfile needs to be updated|YN0028|frozen-lockfile/i,
    'LAMBDA_LOCK_UNUSABLE',
    '{manager} install, and commit the lock file',
  ],
  [
    /EUSAGE|LOCKFILE_BREAKING|BROKEN_LOCKFILE|Invalid value type|Unknown token|parse lockfile/i,
    'LAMBDA_LOCK_UNUSABLE',
    'remove the lock file, then {manager} install',
  ],
  [
    /ERESOLVE/,
    'LAMBDA_INSTALL_FAILED',
    'write legacy-peer-deps=true into .npmrc beside the lock file, or mend the peers',
  ],
  [/ENOSPC|no space left/i, 'LAMBDA_INSTALL_FAILED', 'make room on the disk'],
  [
    /EINTEGRITY|TARBALL_INTEGRITY|Integrity check failed|YN0018/i,
    'LAMBDA_INSTALL_FAILED',
    'the registry serves other bytes than the lock file knows: find out why, then {manager} install',
  ],
  [
    /TAR_BAD_ARCHIVE|TAR_ENTRY_INVALID|ZLIB|Z_DATA_ERROR|unexpected end of (file|data)|incorrect header check/,
    'LAMBDA_INSTALL_FAILED',
    'an archive is damaged: put the right one in its place; of one that was downloaded, npm cache verify',
  ],
  [
    /npm error code ENOENT/,
    'LAMBDA_INSTALL_FAILED',
    'put the file in its place, relative to the lock file, or {manager} install without it',
  ],
  [
    /E401|E403|ERR_PNPM_FETCH_40[13]|Unauthorized|YN0041/i,
    'LAMBDA_INSTALL_FAILED',
    'log in to the registry: npm login',
  ],
  [
    /E404|ETARGET|FETCH_404|No matching version|YN0035/i,
    'LAMBDA_INSTALL_FAILED',
    'the registry does not have it: check name, version and registry in .npmrc',
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED|network/i,
    'LAMBDA_INSTALL_FAILED',
    'check the network and the registry in .npmrc',
  ],
]

/** The error for a package manager that failed, with the end of what it said. */
export function installFailure(lock: Lock, command: string, output: string, reason: string): ProjectError {
  const cause = new Error(`${command}\n${output}`)
  const lost = lostPlatforms(output)
  if (lost.length > 0) {
    const message = `${lock.file} lacks ${lost.join(', ')}: npm leaves such packages out when it writes a lock beside a node_modules of another machine (npm/cli#4828)`
    const hint = 'rm -r node_modules package-lock.json && npm install, and commit the lock file'
    return new ProjectError('LAMBDA_LOCK_UNUSABLE', message, { hint, cause })
  }
  const unfit = [...output.matchAll(/^npm error ((?:Missing|Invalid): .+)$/gm)].map(([, text = '']) => text.trim())
  if (unfit.length > 0) {
    const more = unfit.length > 3 ? `; and ${unfit.length - 3} more` : ''
    const message = `${lock.file} does not fit package.json: ${unfit.slice(0, 3).join('; ')}${more}`
    return new ProjectError('LAMBDA_LOCK_UNUSABLE', message, { hint: 'npm install, and commit the lock file', cause })
  }
  const manager = lock.manager === 'berry' ? 'yarn' : lock.manager
  const [, code = 'LAMBDA_INSTALL_FAILED', hint = 'try {manager} install in the folder of the lock file'] =
    known.find(([pattern]) => pattern.test(output)) ?? []
  const said = tail(output)
  const message = `the packages of ${lock.file} could not be installed: ${reason}${said === '' ? '' : `; ${said}`}`
  return new ProjectError(code, message, { hint: hint.replace('{manager}', manager), cause })
}

/** The packages for certain machines that npm misses in a lock, where it misses no others. */
function lostPlatforms(output: string): readonly string[] {
  const missing = [...output.matchAll(/Missing: (\S+)@\S+ from lock file/g)].map(([, name = '']) => name)
  const isForPlatform = (name: string): boolean =>
    /[-/](linux|linuxmusl|darwin|win32|freebsd|android|wasm32)\b/.test(name)
  return missing.every(isForPlatform) ? missing : []
}

/** Whether npm left out files of an archive that would lie outside of their package; it says so and goes on. */
export function leadsOutside(output: string): boolean {
  return /TAR_ENTRY_ERROR path contains '\.\.'/.test(output)
}

/** The error for an archive with such a file. */
export function archiveUnsafe({ file }: Lock): ProjectError {
  const message = `an archive of ${file} holds a file that would lie outside of its package`
  const hint = 'do not use this package; npm ci --ignore-scripts --loglevel=silly tells which it is'
  return new ProjectError('LAMBDA_PATH_INVALID', message, { hint })
}

/** The lines that say most: npm begins with its error, others end with it. */
function tail(output: string): string {
  const lines = output.split(/\r?\n/).map((line) => line.trim())
  const errors = lines.filter((line) => /^(npm error|error\b|ERR_|\[?ERR|➤ YN\d+)|ERR_PNPM/i.test(line))
  const chosen = (errors.length > 0 ? errors : lines).filter(
    (line) => line !== '' && !/complete log|A complete/.test(line),
  )
  const isNpm = chosen.some((line) => /^npm error code /.test(line))
  const telling = chosen.filter((line) => !/^npm error( {2,}at .*)?$/.test(line))
  return isNpm ? telling.slice(0, 4).join(' | ').slice(0, 800) : telling.slice(-6).join(' | ').slice(-800)
}
