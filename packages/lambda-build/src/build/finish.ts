import { join } from 'node:path'
import { type Context, type Finding, type Problem, ProjectError } from '@project-utils/contract'
import type { Artifact } from '../artifact/artifact.ts'
import { packFiles } from '../artifact/pack.ts'
import { artifactOf, keepRecord, recordedPath } from '../cache/record.ts'
import { type Stamp, takeStamp } from '../cache/stamp.ts'
import { checks } from './checks.ts'
import type { Job } from './job.ts'
import { manyProblems } from './jobs.ts'
import type { Made, MakeOptions } from './maker.ts'

/** Where a job's artifact goes, why it is built, and when its sources began to be read (`startOfTick`). */
export interface FinishOptions extends MakeOptions {
  readonly why: string
  readonly began: number
}

/**
 * Makes files an artifact: checks them, packs them, keeps zip and record.
 *
 * @throws ProjectError what the checks refuse; `LAMBDA_CACHE_UNWRITABLE`
 */
export async function finish(job: Job, made: Made, options: FinishOptions, context: Context): Promise<Artifact> {
  const findings = [...made.findings, ...(await checkAll(job, made, options, context.signal))]
  for (const finding of findings) context.emit({ type: 'finding', finding })
  const { manifest, zip: path, ...packed } = await packFiles(made.files, join(options.cache, 'artifacts'))
  const zip = takeStamp(path)
  if (zip === undefined) throw new ProjectError('LAMBDA_CACHE_UNWRITABLE', `${path} was gone once written`)
  const taken = Date.now()
  const stamps = stampAll(made.inputs, options)
  // Without a record the next run builds again: right where a source was written to while it was being read.
  if (stamps !== undefined) {
    await keepRecord({ v: 1, settings: job.settings, taken, stamps, manifest, zip, findings }, options, job.id)
  }
  return { ...artifactOf(job, manifest, path, zip, options.why), ...packed }
}

async function checkAll(job: Job, made: Made, options: MakeOptions, signal: AbortSignal): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const check of checks) {
    const checked = await check(job, made, options, signal)
    const problems: readonly Problem[] = checked.problems
    if (problems.length > 0) throw manyProblems(problems)
    findings.push(...checked.findings)
  }
  return findings
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
