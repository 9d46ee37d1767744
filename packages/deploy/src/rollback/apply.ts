import { applyStack, readStackInput } from '@project-utils/cfn'
import { type Json, mayPass, ProjectError, type Risk, type StepResult } from '@project-utils/contract'
import { moveAlias, publishVersion, readAlias } from '@project-utils/lambda-build'
import { invalidate, publishConfig, publishFiles, removeFiles, type SiteFile } from '@project-utils/site'
import { cloudFormation, cloudFront, lambda, s3 } from '../clients.ts'
import { viewOf } from '../stack-plans.ts'
import type { Job } from '../step-kind.ts'
import type { ReturnWorld } from './world.ts'

/** One step of a return at work; `taken`: what a failed release has to give up again, which nobody is asked about. */
export interface BackJob extends Omit<Job, 'world'> {
  readonly prepared: ReturnWorld['prepared']
  readonly taken?: boolean
}

type Apply = (job: BackJob) => Promise<StepResult>

/** The kinds of step of a return. */
const kinds: Readonly<Record<string, Apply>> = {
  'back-alias': backAlias,
  'back-publish': backPublish,
  'back-site': backSite,
  'back-invalidation': backInvalidation,
  'back-stack': backStack,
}

/** Performs one step of a return. */
export async function applyBack(job: BackJob): Promise<StepResult> {
  const apply = kinds[job.step.kind]
  if (apply === undefined) throw new Error(`no kind of step is called ${job.step.kind}`)
  return await apply(job)
}

async function backAlias({ step, known, bench, context }: BackJob): Promise<StepResult> {
  const { logicalId, name, alias, ...input } = step.input as Readonly<Record<string, string>> & {
    readonly logicalId: string
    readonly name: string
    readonly alias: string
  }
  const published = publishedOf(known, logicalId)
  const version = input['version'] ?? published?.version ?? ''
  const client = await lambda(bench.session)
  const now = await readAlias(client, name, alias)
  if (now === undefined) {
    throw new ProjectError('DEPLOY_ALIAS_MISSING', `function ${name} has no alias ${alias}`, {
      hint: `deploy, so that its stack makes it: project-deploy ${bench.selection}`,
    })
  }
  const data = { name, alias, version, from: now.version }
  if (now.version === version) return { outcome: 'skipped', data }
  await moveAlias(client, { name, alias, version, revisionId: now.revisionId })
  context.emit({ type: 'fact', name: 'traffic.shift', data: { function: name, alias, from: now.version, to: version } })
  return { outcome: 'done', data }
}

/** What the step that published a function again made known; its id may say that it undoes. */
function publishedOf(known: BackJob['known'], logicalId: string): { readonly version: string } | undefined {
  for (const [id, data] of known) if (id.endsWith(`publish.${logicalId}`)) return data as { readonly version: string }
  return undefined
}

async function backPublish({ step, bench, context }: BackJob): Promise<StepResult> {
  const { name, codeSha256 } = step.input as { readonly name: string; readonly codeSha256: string }
  const { version, reused } = await publishVersion(await lambda(bench.session), { name, codeSha256 }, context)
  context.emit({ type: 'fact', name: 'function.published', data: { function: name, version, reused } })
  return { outcome: reused ? 'skipped' : 'done', data: { name, version, codeSha256 } }
}

interface SiteInput {
  readonly bucket: string
  readonly files: readonly SiteFile[]
  readonly remove: readonly string[]
  readonly configKey?: string
}

async function backSite({ step, bench, context }: BackJob): Promise<StepResult> {
  const { bucket, files, remove, configKey } = step.input as unknown as SiteInput
  const client = await s3(bench.session)
  const bytes = async (hash: string, what: string): Promise<Uint8Array> => {
    const blob = await bench.records.blobs.get(hash)
    if (blob !== undefined) return blob.body
    throw new ProjectError('DEPLOY_NOT_KEPT', `the site's ${what} is not kept any more`, {
      hint: `deploy instead: project-deploy ${bench.selection}`,
    })
  }
  const config = configKey === undefined ? undefined : new TextDecoder().decode(await bytes(configKey, 'config.json'))
  const assets = files.filter(({ phase }) => phase === 'asset')
  const others = files.filter(({ phase }) => phase !== 'asset')
  const input = { bucket, directory: (file: SiteFile) => bytes(file.sha256, `file ${file.key}`), parent: step.id }
  await publishFiles(client, { ...input, files: assets }, context)
  if (config !== undefined) await publishConfig(client, { bucket, text: config })
  await publishFiles(client, { ...input, files: others }, context)
  await removeFiles(client, { bucket, keys: remove, parent: step.id }, context)
  return { outcome: 'done' }
}

async function backInvalidation({ step, bench, context }: BackJob): Promise<StepResult> {
  const { distribution, paths } = step.input as { readonly distribution: string; readonly paths: readonly string[] }
  // The failed release may have asked for the same paths under its own reference.
  const input = { distribution, paths, reference: `${bench.run}-back`, parent: step.id }
  const invalidation = await invalidate(await cloudFront(bench.session), input, context)
  return { outcome: 'done', data: { invalidation } }
}

async function backStack({ step, bench, prepared, taken, context }: BackJob): Promise<StepResult> {
  const stack = readStackInput(step)
  const changeSet = stack.operation === 'update' ? viewOf(stack.key, prepared) : undefined
  const isNoLoss = ({ kind }: Risk): boolean => kind !== 'data-loss' && kind !== 'replacement'
  const state = await applyStack(
    await cloudFormation(bench.session),
    {
      stack,
      // The change set of the release itself has that name already.
      release: taken === true ? `${bench.run}-back` : bench.run,
      tidies: true,
      approvedRisks: step.risks,
      mayPass: (risk) =>
        bench.accept.includes(risk.subject) || (taken === true ? isNoLoss(risk) : mayPass(risk, bench.scope.tier)),
      ...(changeSet === undefined ? {} : { changeSet }),
    },
    context,
  )
  const { arn = '', updatedAt = '', outputs } = state
  return { outcome: 'done', data: { key: stack.key, arn, updatedAt, outputs } as unknown as Json }
}
