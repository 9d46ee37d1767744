import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { draftOf, unwritable } from '@project-utils/artifact'
import type { Context } from '@project-utils/contract'
import type { MakeOptions } from '../build/maker.ts'
import { type ProgramEnd, runProgram } from '../programs/run-program.ts'
import { installFailure, missingWheel, missingWheels } from './install-failure.ts'
import { type Installed, installedFrom, listInstalled, readInstalled } from './installed.ts'
import { findInstaller, type Installer, installerEnvironment } from './installer.ts'
import type { Requirements } from './requirements.ts'
import { requirementName } from './requirements-file.ts'
import { keyOf, localWheels } from './set-key.ts'
import { sweepSets } from './sweep-sets.ts'
import { pipPlatforms, type Target, uvPlatform } from './target.ts'
import { leadsOutside, namesInWheel } from './wheel-names.ts'

/** What came of one set of packages, to be asked for with `installPackages`. */
export type Install = (requirements: Requirements, target: Target, folder: string) => Promise<Installed>

/** More packages without a wheel than this are not looked for. */
const mostMissing = 20
const tenMinutes = 600_000

/**
 * Gives the function that installs sets of packages, each once per run, wheels only: code of a package is never run, so
 * what has no wheel is refused, a pure one too. A set that the cache has is not installed again; what is in it depends
 * on the requirements, the version of Python and the platform alone, whichever installer made it.
 *
 * @throws ProjectError (the function) `LAMBDA_INSTALLER_MISSING`, `LAMBDA_INSTALL_FAILED`, `LAMBDA_WHEEL_MISSING`,
 *   `LAMBDA_WHEEL_UNSAFE`, `ARTIFACT_CACHE_UNWRITABLE`
 */
export function installOnce(options: MakeOptions, context: Context): Install {
  const sets = new Map<string, Promise<Installed>>()
  let installer: Promise<Installer> | undefined
  const find = (): Promise<Installer> => {
    installer ??= findInstaller(options, context)
    return installer
  }
  return async (requirements, target, folder) => {
    const key = keyOf(requirements, target)
    const set = sets.get(key) ?? provide(join(options.cache, 'python', key), { requirements, target, folder })
    sets.set(key, set)
    return await set
  }

  async function provide(place: string, wanted: Wanted): Promise<Installed> {
    const kept = readInstalled(place)
    if (kept !== undefined) return kept
    const draft = draftOf(place)
    try {
      await install(await find(), draft, wanted, options, context)
      const listed = listInstalled(draft)
      await writeFile(join(draft, 'installed.json'), JSON.stringify(listed))
      const isOurs = await replace(draft, place)
      await sweepSets(join(options.cache, 'python'), Date.now())
      if (isOurs) return installedFrom(place, listed)
    } catch (cause) {
      const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
      throw ['ENOSPC', 'EACCES', 'EROFS', 'ENOTDIR', 'EPERM'].includes(String(code)) ? unwritable(place, cause) : cause
    } finally {
      await rm(draft, { recursive: true, force: true }).catch(() => undefined)
    }
    const made = readInstalled(place)
    if (made === undefined) throw unwritable(place, new Error('it was gone once written'))
    return made
  }
}

interface Wanted {
  readonly requirements: Requirements
  readonly target: Target
  /** Where the installer is started, so that it finds the settings of the project. */
  readonly folder: string
}

/** Takes the place of one that is damaged; another process that was faster wins, and then it is false. */
async function replace(draft: string, place: string): Promise<boolean> {
  if (existsSync(place)) {
    const old = draftOf(place)
    await rename(place, old).catch(() => undefined)
    await rm(old, { recursive: true, force: true })
  }
  try {
    await rename(draft, place)
    return true
  } catch (cause) {
    if (readInstalled(place) === undefined) throw cause
    return false
  }
}

async function install(
  installer: Installer,
  draft: string,
  { requirements, target, folder }: Wanted,
  { childEnvironment }: MakeOptions,
  { signal }: Context,
): Promise<void> {
  mkdirSync(join(draft, 'site'), { recursive: true })
  // Uv drops files that would lie outside, and says so in its log alone.
  const environment = {
    ...installerEnvironment(childEnvironment),
    RUST_LOG: 'warn',
    RUST_LOG_STYLE: 'never',
    NO_COLOR: '1',
  }
  const run = { folder, environment, signal, limit: tenMinutes }
  const outside = localWheels(requirements).flatMap(namesInWheel).find(leadsOutside)
  if (outside !== undefined) throw installFailure('', installer, outside)
  let settings: readonly string[] = []
  const attempt = async (lines: readonly string[], dry: boolean): Promise<ProgramEnd> => {
    const parameters = parametersFor(installer, draft, { ...requirements, lines }, target)
    if (dry) parameters.push('--dry-run')
    const end = await runProgram(installer.command, [...parameters, ...settings], run)
    if (settings.length > 0 || !/Required uv version/.test(end.errors)) return end
    // Which uv works on the project's lock is no matter of installing what it says; private indexes stand in the lock.
    settings = ['--no-config']
    return await runProgram(installer.command, [...parameters, ...settings], run)
  }
  const end = await attempt(requirements.lines, false)
  const [, unsafe] = /Skipping unsafe file name: (.*)/.exec(end.errors) ?? []
  if (unsafe !== undefined) {
    // Otherwise its cache would give the rest of the package next time, without a word.
    await runProgram(installer.command, ['cache', 'clean', ...requirements.lines.map(requirementName)], run)
  }
  if (end.status === 0 && unsafe === undefined) return
  const missing: string[] = []
  let { lines } = requirements
  for (
    let next = missingWheel(end.errors);
    next !== undefined && !missing.includes(next) && missing.length < mostMissing;
  ) {
    missing.push(next)
    const name = requirementName(next)
    const others = lines.filter((line) => requirementName(line) !== name)
    if (others.length === lines.length || others.length === 0) break
    lines = others
    next = missingWheel((await attempt(lines, true)).errors)
  }
  throw missing.length > 0 ? missingWheels(missing, target) : installFailure(reasonOf(end), installer, unsafe)
}

/** What it said, and why it was ended where it was. */
function reasonOf({ status, errors, failure }: ProgramEnd): string {
  return status === undefined ? `${errors}\n${failure}` : errors
}

function parametersFor(
  { kind }: Installer,
  draft: string,
  { lines, constraints, options, complete }: Requirements,
  { version, machine, interpreter }: Target,
): string[] {
  const list = join(draft, 'requirements.txt')
  const limits = join(draft, 'constraints.txt')
  writeFileSync(list, `${lines.join('\n')}\n`)
  writeFileSync(limits, `${constraints.join('\n')}\n`)
  const hashed = complete && lines.every((line) => line.includes('--hash='))
  const shared = [
    ...['--quiet', '--target', join(draft, 'site'), '-r', list, '-c', limits, '--only-binary', ':all:'],
    ...(complete ? ['--no-deps'] : []),
    ...(hashed ? ['--require-hashes'] : []),
    ...options.flatMap(([name, value]) => optionFor(kind, name, value)),
  ]
  if (kind === 'uv') {
    const place =
      interpreter === undefined
        ? ['--python-version', version, '--python-platform', uvPlatform(machine)]
        : ['--python', interpreter]
    return ['pip', 'install', ...shared, ...place]
  }
  const platforms = pipPlatforms(machine).flatMap((platform) => ['--platform', platform])
  const place = interpreter === undefined ? ['--implementation', 'cp', '--python-version', version, ...platforms] : []
  return ['-m', 'pip', 'install', '--no-compile', '--ignore-installed', ...shared, ...place]
}

function optionFor(kind: Installer['kind'], name: string, value: string | undefined): readonly string[] {
  if (kind === 'uv' && name === '--trusted-host') return ['--allow-insecure-host', value ?? '']
  if (kind === 'uv' && name === '--pre') return ['--prerelease', 'allow']
  return value === undefined ? [name] : [name, value]
}
