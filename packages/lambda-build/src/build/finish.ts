import { join } from 'node:path'
import { packFiles } from '@project-utils/artifact'
import { type Context, ProjectError } from '@project-utils/contract'
import type { Artifact } from '../artifact/artifact.ts'
import type { Capture } from '../cache/capture.ts'
import type { Build } from '../cache/ledger.ts'
import { takeStamp } from '../cache/stamp.ts'
import { packsFolders } from '../cache/watch.ts'
import { type Checked, checkAll } from './checks.ts'
import type { Job } from './job.ts'
import type { Made, MakeOptions } from './maker.ts'

/** Where a job's artifact goes, why it is built, and how what went in is taken down. */
export interface FinishOptions extends MakeOptions {
  readonly why: string
  readonly capture: Capture
  /** What comes of loading the handler. */
  readonly handler: Promise<Checked>
}

/** An artifact, with what to remember of its build. */
export interface Finished {
  readonly artifact: Artifact
  /** Absent where a source was written to while it was being read: the next run then builds again. */
  readonly build?: Build
}

/**
 * Makes files an artifact: checks them, packs them, keeps the zip.
 *
 * @throws ProjectError what the checks refuse; `ARTIFACT_CACHE_UNWRITABLE`
 */
export async function finish(job: Job, made: Made, options: FinishOptions, context: Context): Promise<Finished> {
  const checked = await checkAll([job, made, options, context.signal], options.handler)
  const early = [...made.findings, ...checked.findings]
  for (const finding of early) context.emit({ type: 'finding', finding })
  let inputs: Build['inputs'] | undefined
  const packed = await packFiles(made.files, join(options.cache, 'artifacts'), context.signal, async (read) => {
    // The handler may still be being loaded.
    inputs = options.capture(made.inputs, packsFolders(job), read())
    await checked.later
  })
  const late = await checked.later
  for (const finding of late) context.emit({ type: 'finding', finding })
  const findings = [...early, ...late]
  const { manifest, zip: path, bytes, codeSha256 } = packed
  const zip = takeStamp(path)
  if (zip === undefined) throw new ProjectError('ARTIFACT_CACHE_UNWRITABLE', `${path} was gone once written`)
  const { id, type, settings } = job
  const artifact: Artifact = {
    logicalId: id,
    type,
    manifest,
    zip: path,
    bytes,
    codeSha256,
    reused: false,
    why: options.why,
  }
  if (inputs === undefined) return { artifact }
  return { artifact, build: { id, settings, built: Date.now(), inputs, manifest, codeSha256, bytes, zip, findings } }
}
