import { dirname } from 'node:path'
import { sizeOf } from '@project-utils/artifact'
import { type Context, isProjectError, type Problem, problemsOf } from '@project-utils/contract'
import { weightName } from '../artifact/size.ts'
import type { Job } from '../build/job.ts'
import type { Made, MakeOptions, Maker } from '../build/maker.ts'
import { watchedPaths } from '../cache/watch.ts'
import { bundleAroundNative, nativeFindings } from '../native/native-imports.ts'
import { prismaFindings } from '../native/prisma.ts'
import type { BundleJob } from './bundle-options.ts'
import type { Bundle } from './bundle-result.ts'
import { findEntry, relativePath } from './entry.ts'
import { readExports } from './exports.ts'
import { packExternals } from './external.ts'
import { externalRoots } from './external-roots.ts'
import { baseOf, includeFiles, refuseModuleType } from './include.ts'
import { leaveToLayers } from './layer-packages.ts'
import { readTsconfigFile, referencedTsconfig } from './tsconfig.ts'

/** A function to bundle, with the folders that decided where it starts. */
interface FoundJob extends BundleJob {
  readonly folders: readonly string[]
}

/** Bundles functions with esbuild, and packs the packages that stay outside the bundle, and further files, beside it. */
export const makeBundles: Maker = async (jobs, options, context) => {
  const all: Problem[] = []
  const found = jobs.flatMap((job): readonly FoundJob[] => {
    if (job.type !== 'function') return []
    const entry = findEntry(job)
    if ('problem' in entry) {
      all.push(entry.problem)
      return []
    }
    const tsconfig = job.build.tsconfig ?? referencedTsconfig(entry.file)
    return [{ job, entry: entry.file, folders: entry.folders, ...(tsconfig === undefined ? {} : { tsconfig }) }]
  })
  const made = new Map<Job, Made>()
  try {
    const { bundles, problems, native } = await bundleAroundNative(found, options)
    all.push(...problems)
    for (const each of all.length > 0 ? [] : found) {
      const bundled = bundles.get(each.job.id)
      if (bundled === undefined) continue
      try {
        made.set(each.job, await complete(each, bundled, native.get(each.job.id) ?? [], options, context))
      } catch (error) {
        if (!isProjectError(error)) throw error
        all.push(...problemsOf(error).map((problem) => ({ where: each.job.where, ...problem })))
      }
    }
  } catch (error) {
    if (!isProjectError(error)) throw error
    all.push(...problemsOf(error))
  }
  return { made, problems: all }
}

/** The bundle with everything that goes into the artifact beside it. */
async function complete(
  found: FoundJob,
  bundled: Bundle,
  native: readonly string[],
  options: MakeOptions,
  context: Context,
): Promise<Made> {
  const { root } = options
  const { job, entry, tsconfig, folders } = found
  const exports = readExports(bundled, job.handler.exported)
  const { roots, ...layered } = leaveToLayers(job, externalRoots(job, bundled, native))
  const externals = await packExternals(roots, dirname(entry), { job, options, context })
  const included = await includeFiles(found, root)
  refuseModuleType(bundled.output, included.files, job.id)
  const beside = [...externals.files, ...included.files]
  const configs = tsconfig === undefined ? [] : readTsconfigFile(tsconfig).files
  return {
    files: [...bundled.files, ...beside],
    inputs: [
      ...watchedPaths([...bundled.inputs, ...externals.sources], bundled.entry, root),
      ...new Set([...folders, ...configs, ...included.inputs, ...layered.inputs]),
    ],
    findings: [
      ...bundled.findings,
      ...nativeFindings(
        found,
        native.filter((name) => roots.some((each) => each.name === name)),
      ),
      ...layered.findings,
      ...externals.findings,
      ...prismaFindings(job, bundled.inputs, beside, baseOf(entry, root)),
    ],
    weights: [...bundled.weights, ...beside.map((each) => ({ name: weightName(each.path), bytes: sizeOf(each) }))],
    exports: { ...exports, file: bundled.output, source: relativePath(root, entry) },
  }
}
