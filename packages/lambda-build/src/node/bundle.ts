import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Problem } from '@project-utils/contract'
import { hashJson } from '@project-utils/run'
import type { BuildResult, Plugin } from 'esbuild'
import type { MakeOptions } from '../build/maker.ts'
import { type BundleJob, type Options, optionsFor, targetOf } from './bundle-options.ts'
import { type Bundle, bundleOf } from './bundle-result.ts'
import { buildFast } from './esbuild.ts'
import { problemOf } from './messages.ts'
import { metadataPlugin, needsMetadata } from './metadata.ts'
import { optionalFindings, optionalImports } from './optional-imports.ts'
import { keepOptions, watchPlugin } from './plugin-watch.ts'
import { loadPlugins } from './plugins.ts'
import { commonJsPlugin, misreadPackages } from './required-packages.ts'
import { readTsconfig, readTsconfigFile } from './tsconfig.ts'

/** What came out: bundles by logical id, and everything that esbuild refused, each once. */
export interface Bundled {
  readonly bundles: ReadonlyMap<string, Bundle>
  readonly problems: readonly Problem[]
}

/**
 * Bundles all jobs; those with the same settings in one go, so that what they share is parsed once.
 *
 * @throws ProjectError `LAMBDA_PLUGINS_INVALID`
 */
export async function bundle(jobs: readonly BundleJob[], options: MakeOptions): Promise<Bundled> {
  const groups = new Map<string, BundleJob[]>()
  for (const job of jobs) {
    const key = groupOf(job)
    groups.set(key, [...(groups.get(key) ?? []), job])
  }
  const bundles = new Map<string, Bundle>()
  const problems = new Map<string, Problem>()
  await Promise.all(
    [...groups.values()].map(async (group) => {
      try {
        for (const [id, made] of await bundleGroup(group, options)) bundles.set(id, made)
      } catch (error) {
        if (!isBuildFailure(error)) throw error
        const plugins = group[0]?.job.build.plugins
        for (const message of error.errors) {
          const problem = problemOf(message, plugins)
          problems.set(hashJson(problem), problem)
        }
      }
    }),
  )
  return { bundles, problems: [...problems.values()] }
}

/** Functions with the same answer are bundled together; one whose plug-ins or loaders may give it files of its own, alone. */
function groupOf({ job, tsconfig }: BundleJob): string {
  const { format, minify, sourceMap, external, loaders, plugins } = job.build
  const isAlone = plugins !== undefined || Object.values(loaders).some((each) => each === 'copy' || each === 'file')
  if (isAlone) return job.id
  const target = String(job.settings['target'])
  const shared = { format, minify, sourceMap, external: external.toSorted(), loaders, target }
  return `${tsconfig ?? ''}\0${hashJson(shared)}`
}

async function bundleGroup(
  group: readonly BundleJob[],
  options: MakeOptions,
): Promise<readonly (readonly [string, Bundle])[]> {
  const watched = new Set<string>()
  const own = await ownPlugins(group, options, watched)
  const metadata = metadataPlugin(group[0]?.tsconfig)
  let optional: readonly string[] = []
  let misread: readonly string[] = []
  const run = async (plugins: readonly Plugin[]): Promise<BuildResult<Options>> => {
    const all = optionsFor(group, misread.length === 0 ? plugins : [...plugins, commonJsPlugin(misread)], options)
    try {
      const result = await buildFast({ ...all, external: [...(all.external ?? []), ...optional] })
      const more = misreadPackages(result.metafile, options.root).filter((name) => !misread.includes(name))
      if (more.length === 0) return result
      // What these packages require in turn is known only once they are bundled.
      misread = [...misread, ...more]
      return await run(plugins)
    } catch (error) {
      const missing = isBuildFailure(error) && optional.length === 0 ? optionalImports(error.errors, options.root) : []
      if (missing.length === 0) throw error
      optional = missing
      return await run(plugins)
    }
  }
  const bundlesOf = (result: BuildResult<Options>): readonly (readonly [string, Bundle])[] =>
    group.map((each) => {
      const made = bundleOf(each, result, options.root)
      const inputs = [...made.inputs, ...present(watched), ...metadata.inputs]
      const findings = [...made.findings, ...optionalFindings(each.job.id, made.external, optional)]
      return [each.job.id, { ...made, inputs, findings }]
    })
  // A plug-in makes esbuild ask back for every file, so most builds do without.
  if (group.some((each) => configOf(each)?.emitDecoratorMetadata === true)) {
    return bundlesOf(await run([...own, metadata.plugin]))
  }
  const bundles = bundlesOf(await run(own))
  const sources = new Set(bundles.flatMap(([, { inputs }]) => inputs))
  if (!(await needsMetadata([...sources], group[0]?.tsconfig))) return bundles
  return bundlesOf(await run([...own, metadata.plugin]))
}

/** The project's own plug-ins. A group with some is of one function. */
async function ownPlugins(
  group: readonly BundleJob[],
  { root }: MakeOptions,
  watched: Set<string>,
): Promise<readonly Plugin[]> {
  const [first] = group
  if (first?.job.build.plugins === undefined) return []
  const { id, build: settings } = first.job
  const input = { functionId: id, root, format: settings.format, target: targetOf(first) }
  const { plugins, inputs } = await loadPlugins(first.job.build.plugins, input)
  for (const path of inputs) watched.add(path)
  return [...plugins.map((plugin) => watchPlugin(plugin, watched)), keepOptions]
}

/** A file that a plug-in waits for is not there yet; then its folder tells when it comes. */
function present(paths: ReadonlySet<string>): readonly string[] {
  return [...paths].flatMap((path) => [path, dirname(path)].find((each) => existsSync(each)) ?? [])
}

function configOf({ entry, tsconfig }: BundleJob): ReturnType<typeof readTsconfig> {
  return tsconfig === undefined ? readTsconfig(dirname(entry)) : readTsconfigFile(tsconfig)
}

function isBuildFailure(error: unknown): error is { readonly errors: readonly Parameters<typeof problemOf>[0][] } {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors)
}
