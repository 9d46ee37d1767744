import { type Context, type Manifest, ProjectError } from '@project-utils/contract'
import type { Artifact } from '../artifact/artifact.ts'
import type { ArtifactFile } from '../artifact/artifact-file.ts'
import { manifestOf } from '../artifact/manifest.ts'
import { sizeProblem, weightName } from '../artifact/size.ts'
import { zipFiles } from '../artifact/zip.ts'
import { writeWhole } from '../cache/atomic.ts'
import { artifactOf, keepRecord, type Places, recordedPath, zipPath } from '../cache/record.ts'
import { type Stamp, takeStamp } from '../cache/stamp.ts'
import { watchedPaths } from '../cache/watch.ts'
import type { Bundle } from '../node/bundle.ts'
import { copyExternals, type Externals } from '../node/external.ts'
import { externalRoots } from '../node/external-roots.ts'
import { checkHandler } from './check-handler.ts'
import type { Job } from './job.ts'
import { manyProblems } from './jobs.ts'

/** Where a job's artifact goes, why it is built, and when its sources began to be read (`startOfTick`). */
export interface FinishOptions extends Places {
  readonly why: string
  readonly began: number
}

/**
 * Makes a bundle an artifact: adds external packages, checks handler and size, zips, keeps zip and record.
 *
 * @throws ProjectError what the checks refuse; `LAMBDA_CACHE_UNWRITABLE`
 */
export async function finish(job: Job, bundle: Bundle, options: FinishOptions, context: Context): Promise<Artifact> {
  const { logicalId, entry } = job.function
  const externals = copyExternals(externalRoots(job, bundle))
  const files = [...bundle.files, ...externals.files]
  const { problem, finding } = await checkHandler(job, bundle, files, context.signal)
  const manifest = manifestOf(files)
  const tooLarge = checkSize(logicalId, manifest, bundle, externals)
  const problems = [problem, tooLarge].filter((each) => each !== undefined)
  if (problems.length > 0) throw manyProblems(problems)
  const findings = [...bundle.findings, ...(finding === undefined ? [] : [finding])]
  for (const each of findings) context.emit({ type: 'finding', finding: each })

  const path = zipPath(options.cache, manifest)
  const zip = await keepZip(path, files)
  const inputs = watchedPaths([...bundle.inputs, ...externals.sources], entry, options.root)
  const taken = Date.now()
  const stamps = stampAll(inputs, options)
  // Without a record the next run builds again: right where a source was written to while it was being read.
  if (stamps !== undefined) {
    await keepRecord({ v: 1, settings: job.settings, taken, stamps, manifest, zip, findings }, options, logicalId)
  }
  return artifactOf(logicalId, manifest, path, zip, options.why)
}

function checkSize(logicalId: string, { entries }: Manifest, bundle: Bundle, externals: Externals) {
  const total = entries.reduce((sum, entry) => sum + entry.size, 0)
  const copied = externals.files.map(({ path, content }) => ({ name: weightName(path), bytes: content.byteLength }))
  return sizeProblem(logicalId, total, [...bundle.weights, ...copied])
}

async function keepZip(path: string, files: readonly ArtifactFile[]): Promise<Stamp> {
  await writeWhole(path, zipFiles(files))
  const stamp = takeStamp(path)
  if (stamp === undefined) throw new ProjectError('LAMBDA_CACHE_UNWRITABLE', `${path} was gone once written`)
  return stamp
}

/** Undefined where something that went in was changed after the build had begun, so that nobody knows what was read. */
function stampAll(
  paths: readonly string[],
  { root, began }: FinishOptions,
): Readonly<Record<string, Stamp>> | undefined {
  const stamps: Record<string, Stamp> = {}
  for (const path of paths) {
    const stamp = takeStamp(path)
    if (stamp === undefined || stamp.changed >= began) return undefined
    stamps[recordedPath(path, root)] = stamp
  }
  return stamps
}
