import { realpathSync } from 'node:fs'
import type { Context } from '@project-utils/contract'
import type { BuildInput } from '../artifact/artifact.ts'
import type { Job } from '../build/job.ts'
import { planJobs } from '../build/jobs.ts'
import { type Ledger, ledgerPath, type Places, readLedger } from './ledger.ts'
import { type Look, openLook } from './look.ts'
import { buildOf, checkZip } from './recall.ts'
import { explainSettings } from './settings.ts'
import type { SharingInput } from './shared.ts'

/** What the next build would do with a function or layer, and because of what. */
export interface BuildExplanation {
  readonly logicalId: string
  readonly type: 'function' | 'layer'
  readonly would: 'rebuild' | 'reuse'
  /** Everything that differs from the build compared with; paths relative to the project. None where it would be reused. */
  readonly reasons: readonly string[]
  /** When the build compared with was made, in ISO 8601; absent before the first one, like what follows. */
  readonly built?: string
  /** How many files and folders went in. */
  readonly inputs?: number
  /** Size of its zip in bytes. */
  readonly bytes?: number
  /** Which build of another machine the next build takes instead of building, such as `built by ada before, …`. */
  readonly shared?: string
}

/**
 * Tells of each function and layer whether the next build would reuse what there is, with every reason where it would not.
 * Builds nothing and changes nothing. Build values are never told, only that one of them changed. Where `shared` is given,
 * other machines' builds are looked at as a build would.
 *
 * @throws ProjectError those of `checkFunctions`
 */
export async function explainBuilds(
  input: BuildInput & Partial<SharingInput>,
  context: Pick<Context, 'emit' | 'signal'>,
): Promise<readonly BuildExplanation[]> {
  const options = { ...input, root: realpathSync(input.root) }
  const jobs = planJobs(options)
  const [ledger, look] = [readLedger(ledgerPath(options)), openLook(options)]
  const own = jobs.map((job) => ({ job, told: explain(job, ledger, options, look) }))
  const stale = own.filter(({ told }) => told.would === 'rebuild').map(({ job }) => ({ job, why: '' }))
  if (stale.length === 0 || input.shared === undefined) return own.map(({ told }) => told)
  const { findShared } = await import('./shared.ts')
  const found = await findShared(stale, input.shared, look, context)
  return own.map(({ job, told }) => {
    const { artifact, ...rest } = found.get(job) ?? {}
    if (artifact !== undefined) return { ...told, would: 'reuse', reasons: [], shared: artifact.why }
    // Beside what has changed here since, what other machines had is no news.
    const news = told.built === undefined && 'why' in rest && rest.why !== undefined ? [rest.why] : []
    return { ...told, reasons: [...told.reasons, ...news] }
  })
}

function explain(job: Job, ledger: Ledger, places: Places, look: Look): BuildExplanation {
  const { id: logicalId, type } = job
  const build = buildOf(job, ledger)
  if (build === undefined) return { logicalId, type, would: 'rebuild', reasons: [ledger.why] }
  const zip = checkZip(build, places)
  const inputs = build.inputs.flatMap((each) => look.differences(each))
  const reasons = [
    ...new Set([
      ...explainSettings(build.settings, job.settings),
      ...inputs,
      ...(typeof zip === 'string' ? [zip] : []),
    ]),
  ]
  return {
    logicalId,
    type,
    would: reasons.length > 0 ? 'rebuild' : 'reuse',
    reasons,
    built: new Date(build.built).toISOString(),
    inputs: build.inputs.length,
    bytes: build.bytes,
  }
}
