import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Finding } from '@project-utils/contract'
import type { Machine } from '../artifact/machine.ts'
import { weightName } from '../artifact/size.ts'
import type { MakeOptions } from '../build/maker.ts'
import { isCompiled, isNameFor } from '../install/absent-native.ts'
import { readManifest } from '../install/manifest.ts'
import { type Bundled, bundle } from '../node/bundle.ts'
import type { BundleJob } from '../node/bundle-options.ts'
import { packageName } from '../node/messages.ts'
import { findUpwards } from '../paths/find-upwards.ts'

/** Bundles, and what of machine code was kept out of them. */
export interface BundledAround extends Bundled {
  /** By logical id: packages that are to be packed beside the bundle, besides those under `external`. */
  readonly native: ReadonlyMap<string, readonly string[]>
}

/**
 * Bundles jobs, and those once more whose packages hold machine code, with these kept outside: a bundler cannot carry
 * machine code along, and what looks for it beside itself finds nothing from inside a bundle, at run time only.
 */
export async function bundleAroundNative(jobs: readonly BundleJob[], options: MakeOptions): Promise<BundledAround> {
  const first = await bundle(jobs, options)
  const refused = refusedPackages(first)
  const isInPackages = first.problems.some(({ where }) => where?.file !== undefined && isInstalled(where.file))
  const known = new Map<string, boolean>()
  const again = jobs.flatMap((each): readonly BundleJob[] => {
    const bundled = first.bundles.get(each.job.id)
    const found =
      bundled === undefined
        ? [...new Set([...refused, ...(isInPackages ? nativeDependencies(each) : [])])]
        : nativePackages(bundled.inputs, each.job.machine, known)
    const names = found.filter((name) => !each.job.build.external.includes(name))
    return names.length === 0 ? [] : [withExternal(each, names)]
  })
  if (again.length === 0) return { ...first, native: new Map() }
  const failed = first.problems.filter(({ message }) => nativeFile(message) === undefined)
  const second = await bundle(again, options)
  const native = again.map(({ job }): readonly [string, readonly string[]] => {
    const imported = second.bundles.get(job.id)?.external.map(({ name }) => packageName(name)) ?? []
    const original = jobs.find((each) => each.job.id === job.id)?.job.build.external ?? []
    return [job.id, job.build.external.filter((name) => imported.includes(name) && !original.includes(name))]
  })
  const left = first.bundles.size + again.length < jobs.length ? failed : []
  return {
    bundles: new Map([...first.bundles, ...second.bundles]),
    problems: [...left, ...second.problems],
    native: new Map(native.filter(([, names]) => names.length > 0)),
  }
}

/** What is said of packages that were kept out of a bundle unasked. */
export function nativeFindings({ job }: BundleJob, names: readonly string[]): readonly Finding[] {
  return names.map((name) => ({
    rule: 'lambda/native-external',
    category: 'build',
    severity: 'info',
    message: `${job.id}: ${name} holds machine code, which cannot be bundled: it is packed beside the bundle`,
    where: job.where,
    fix: `functions.${job.id}.external: [${[...job.build.external, name].map((each) => JSON.stringify(each)).join(', ')}]`,
  }))
}

/** Whether the package that a folder belongs to does without another one. */
export function isOptionalIn(folder: string, name: string): boolean {
  const file = findUpwards(folder, ['package.json'])
  if (file === undefined) return false
  const { optionalDependencies = {}, peerDependenciesMeta = {} } = readManifest(dirname(file))
  return name in optionalDependencies || peerDependenciesMeta[name]?.optional === true
}

function withExternal(each: BundleJob, names: readonly string[]): BundleJob {
  const { job } = each
  return { ...each, job: { ...job, build: { ...job.build, external: [...job.build.external, ...names] } } }
}

/** Packages whose `.node` file esbuild refused to read. */
function refusedPackages({ problems }: Bundled): readonly string[] {
  const files = problems.map(({ message }) => nativeFile(message)).filter((file) => file !== undefined)
  return [...new Set(files.map((file) => weightName(file)).filter((name) => !files.includes(name)))]
}

function nativeFile(message: string): string | undefined {
  return /^No loader is configured for "\.node" files: (.+)$/.exec(message)?.[1]
}

function isInstalled(file: string): boolean {
  return /(^|[\\/])node_modules[\\/]/.test(file)
}

/**
 * The dependencies beside an entry that hold machine code. What such a package asks for may be absent where nothing was
 * compiled, or be no code at all, and then nothing says which packages the bundle would have had.
 */
function nativeDependencies({ entry, job }: BundleJob): readonly string[] {
  const file = findUpwards(dirname(entry), ['package.json'])
  if (file === undefined) return []
  // Where everything is bundled, many call all of it development dependencies.
  const { dependencies = {}, devDependencies = {}, optionalDependencies = {} } = readManifest(dirname(file))
  return Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }).filter((name) => {
    const installed = findUpwards(dirname(file), [join('node_modules', name, 'package.json')])
    return installed !== undefined && isNativePackage(dirname(installed), job.machine)
  })
}

/** The packages among a bundle's sources that hold machine code or look for it beside themselves. */
function nativePackages(inputs: readonly string[], machine: Machine, known: Map<string, boolean>): readonly string[] {
  const names = new Set<string>()
  for (const input of inputs) {
    const [folder, name] = /^.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(input) ?? []
    if (folder === undefined || name === undefined) continue
    const isNative = known.get(folder) ?? isNativePackage(folder, machine)
    known.set(folder, isNative)
    if (isNative) names.add(name.replaceAll('\\', '/'))
  }
  return [...names].sort()
}

function isNativePackage(folder: string, machine: Machine): boolean {
  if (!existsSync(join(folder, 'package.json'))) return false
  const manifest = readManifest(folder)
  const isSplit = Object.keys(manifest.optionalDependencies ?? {}).some((name) => isNameFor(name, machine))
  return isSplit || isCompiled(manifest, folder) || readdirSync(folder).some((name) => /^prebuilds$|\.node$/.test(name))
}
