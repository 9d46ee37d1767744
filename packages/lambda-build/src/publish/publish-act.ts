import { isUnclear } from '@project-utils/aws'
import type { StepResult } from '@project-utils/contract'
import {
  type Act,
  type Context,
  type Ending,
  type Finding,
  type Json,
  ProjectError,
  type Step,
} from '@project-utils/contract'
import { publishLayer } from '../layer/publish-layer.ts'
import { moveAlias, publishVersion } from './apply.ts'
import { type PublishIntent, planPublish } from './publish-plan.ts'
import { type PublishBench, type PublishWorld, readPublishWorld } from './publish-world.ts'
import { readAlias } from './read.ts'
import { updateCode } from './update-code.ts'
import { type AnyArtifact, applyUpload } from './upload-steps.ts'

/** What the act works with besides the bench of its look. */
export interface PublishOptions extends PublishBench, PublishIntent {
  readonly guard: () => Promise<void>
  /** Called once all went well: the bytes are there. */
  readonly share: (artifacts: readonly AnyArtifact[], context: Context) => Promise<void>
  /** Called last, whatever happened, such as to save the local cloud. */
  readonly end?: () => Promise<void>
  readonly findings: readonly Finding[]
}

/** The act of making deployed functions run what was built, without a release: see `planPublish`. */
export function publishAct(options: PublishOptions): Act<PublishWorld> {
  const { scope, findings, selection } = options
  return {
    command: 'lambda publish',
    scopes: [scope],
    read: (context) => readPublishWorld(options, context),
    plan: (world) => planPublish(world, options),
    guard: options.guard,
    apply: (step, known, _plan, world, context) => applyStep(step, known, world, options, context),
    close: async (ending, _plan, world, context) => {
      const artifacts = [...world.functions, ...world.layers].map(({ artifact }) => artifact)
      if (ending.outcome === 'succeeded') await options.share(artifacts, context)
      await options.end?.()
      const command = `project-lambda publish ${selection}${options.alias === undefined ? '' : ` --alias ${options.alias}`}`
      return {
        data: { outcome: ending.outcome, functions: rowsOf(world, ending), layers: layerRows(world, ending) },
        findings,
        ...(ending.outcome === 'succeeded'
          ? {}
          : { next: { command, why: 'it looks at what is there and goes on from it' } }),
      }
    },
    leavesChanges,
    nothing: (world) => {
      const rows = { functions: rowsOf(world, undefined), layers: layerRows(world, undefined) }
      return { data: { outcome: 'nothing to do', ...rows }, findings }
    },
  }
}

async function applyStep(
  step: Step,
  known: ReadonlyMap<string, Json>,
  { functions, layers }: PublishWorld,
  options: PublishOptions,
  context: Context,
): Promise<StepResult> {
  const { records } = options
  const input = step.input as { readonly [key: string]: string }
  const text = (key: string): string => input[key] ?? ''
  const name = text('name')
  switch (step.kind) {
    case 'blob':
      return await applyUpload(
        step,
        [...functions, ...layers].map(({ artifact }) => artifact),
        records.blobs,
      )
    case 'layer': {
      const layer = layers.find(({ artifact }) => artifact.logicalId === text('logicalId'))
      if (layer === undefined) throw new Error(`no layer ${text('logicalId')} is to be published`)
      const { arn, version, reused } = await publishLayer(await options.lambda(), layer.input, context)
      return { outcome: reused ? 'skipped' : 'done', data: { arn, version } }
    }
    case 'code': {
      const zip = { bucket: records.bucket, key: records.blobs.key(text('manifest')), codeSha256: text('codeSha256') }
      const lambda = await options.lambda()
      const { updated } = await updateCode(lambda, { name, ...zip, architecture: text('architecture') }, context)
      return { outcome: updated ? 'done' : 'skipped' }
    }
    case 'publish': {
      const published = await publishVersion(await options.lambda(), { name, codeSha256: text('codeSha256') }, context)
      return { outcome: published.reused ? 'skipped' : 'done', data: { version: published.version } }
    }
    case 'alias': {
      const after = known.get(text('after')) as { readonly version: string } | undefined
      return await moveTo(name, text('alias'), input['version'] ?? after?.version ?? '', options)
    }
    default:
      throw new Error(`no step of kind ${step.kind} belongs to publishing`)
  }
}

async function moveTo(name: string, alias: string, version: string, options: PublishOptions): Promise<StepResult> {
  const lambda = await options.lambda()
  const now = await readAlias(lambda, name, alias)
  if (now === undefined) {
    throw new ProjectError('LAMBDA_ALIAS_NOT_FOUND', `function ${name} has no alias ${alias} any more`, {
      hint: 'declare it in the template as an AWS::Lambda::Alias, and deploy',
    })
  }
  if (now.version === version) return { outcome: 'skipped', data: { version, from: version } }
  await moveAlias(lambda, { name, alias, version, revisionId: now.revisionId })
  return { outcome: 'done', data: { version, from: now.version } }
}

/** Code and alias decide what runs; a version alone serves nobody, nor does a blob. */
function leavesChanges({ done, failed }: Ending): boolean {
  const counts = ({ kind }: Step): boolean => kind === 'code' || kind === 'alias'
  if (done.some(({ step, result }) => counts(step) && result.outcome === 'done')) return true
  if (failed === undefined || !counts(failed.step)) return false
  const { error } = failed
  return isUnclear(error instanceof Error && error.cause instanceof Error ? error.cause : error)
}

function rowsOf({ functions }: PublishWorld, ending: Ending | undefined): readonly Json[] {
  const results = new Map((ending?.done ?? []).map(({ step, result }) => [step.id, result]))
  return functions.map(({ artifact, codeSha256, deployed }) => {
    const { logicalId } = artifact
    const published = results.get(`publish.${logicalId}`)
    const moved = results.get(`alias.${logicalId}`)
    const data = published?.data as { readonly version: string } | undefined
    return {
      logicalId,
      name: deployed?.name ?? null,
      code: results.get(`code.${logicalId}`)?.outcome === 'done' ? 'updated' : 'unchanged',
      version: data?.version ?? deployed?.version ?? null,
      published: published?.outcome === 'done',
      alias: moved === undefined ? 'unchanged' : 'moved',
      codeSha256,
    }
  })
}

function layerRows({ layers }: PublishWorld, ending: Ending | undefined): readonly Json[] {
  const results = new Map((ending?.done ?? []).map(({ step, result }) => [step.id, result]))
  return layers.map(({ artifact, input, version }) => {
    const published = results.get(`layer.${artifact.logicalId}`)
    const data = published?.data as { readonly arn: string } | undefined
    const arn = data?.arn ?? version?.arn ?? null
    return { logicalId: artifact.logicalId, name: input.name, published: published?.outcome === 'done', arn }
  })
}
