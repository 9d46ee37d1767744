import type { Draft, Json, Refusal, Scope, Step } from '@project-utils/contract'
import type { PublishedFunction, PublishedLayerState, PublishWorld } from './publish-world.ts'
import { noBucketRefusal, uploadSteps } from './upload-steps.ts'

/** What a plan to publish depends on besides the world. */
export interface PublishIntent {
  readonly scope: Scope
  readonly alias?: string
  /** The flags that lead the next command to the same target. */
  readonly selection: string
  /** Logical ids of what is built and goes with its stack alone: container images, layers of templates. */
  readonly left?: readonly string[]
}

/**
 * What makes deployed functions run what was built: code where it differs, a version where the newest is another one,
 * the alias where one was named. Nothing where all that is so. Outside tier full code goes through the stack alone.
 */
export function planPublish({ functions, layers, missing, hasBucket }: PublishWorld, intent: PublishIntent): Draft {
  const { scope, alias, selection } = intent
  const changing = functions.filter((one) => one.deployed !== undefined && needsCode(one))
  const fresh = layers.filter(({ version }) => version === undefined)
  const uploads = uploadSteps(
    [...changing, ...fresh].map(({ artifact }) => artifact),
    missing,
  )
  const blobs = new Map(uploads.map(({ id, input }) => [(input as { readonly manifest: string }).manifest, id]))
  const own = functions.flatMap((one) => stepsOf(one, blobs, alias))
  const steps = [...uploads, ...fresh.map((one) => layerStep(one, blobs)), ...own]
  const refusals = functions.flatMap((one) => refusalsOf(one, intent))
  // A layer version serves nobody until a function names it.
  if (own.length > 0 && scope.tier !== 'full') refusals.push(tierRefusal(intent))
  if (steps.length > 0 && !hasBucket) refusals.push(noBucketRefusal(scope, selection))
  return {
    kind: 'publish',
    scopes: [scope],
    steps,
    assumes: Object.fromEntries([
      ...functions.map((one) => [one.artifact.logicalId, assumed(one)]),
      ...layers.map(({ artifact, version }) => [artifact.logicalId, version?.arn ?? null]),
    ]),
    refusals,
    notes: [...notesOf(changing), ...leftNotes(intent)],
  }
}

/** Says what is not published, and why. */
export function leftNote(left: readonly string[]): string {
  return `not published, since container images and layers of a template go with their stack: ${left.join(', ')}`
}

function leftNotes({ left = [], selection }: PublishIntent): readonly string[] {
  return left.length === 0 ? [] : [`${leftNote(left)} (project-deploy ${selection})`]
}

function needsCode({ deployed, codeSha256 }: PublishedFunction): boolean {
  return deployed?.latest.codeSha256 !== codeSha256
}

function layerStep({ artifact, input }: PublishedLayerState, blobs: ReadonlyMap<string, string>): Step {
  const { logicalId, manifest } = artifact
  const blob = blobs.get(manifest.sha256)
  return {
    id: `layer.${logicalId}`,
    kind: 'layer',
    title: `Publish a version of layer ${input.name}`,
    why: 'its newest version has other content, or there is none',
    needs: blob === undefined ? [] : [blob],
    action: 'create',
    undo: 'automatic',
    risks: [],
    input: { logicalId, manifest: manifest.sha256 },
  }
}

function stepsOf(
  one: PublishedFunction,
  blobs: ReadonlyMap<string, string>,
  alias: string | undefined,
): readonly Step[] {
  const { artifact, codeSha256, deployed, declared } = one
  if (deployed === undefined) return []
  const { logicalId, manifest } = artifact
  const { name, latest, version } = deployed
  const common = { undo: 'by hand' as const, risks: [] }
  const steps: Step[] = []
  if (needsCode(one)) {
    const blob = blobs.get(manifest.sha256)
    const architecture = declared?.architecture ?? latest.settings.architecture
    steps.push({
      ...common,
      id: `code.${logicalId}`,
      kind: 'code',
      title: `Update the code of ${logicalId}`,
      why: artifact.reused ? 'it runs other code than what was built' : artifact.why,
      needs: blob === undefined ? [] : [blob],
      action: 'modify',
      changes: [{ subject: name, action: 'modify', path: 'CodeSha256', before: latest.codeSha256, after: codeSha256 }],
      input: { name, manifest: manifest.sha256, codeSha256, architecture },
    })
  }
  if (version === undefined) {
    steps.push({
      ...common,
      id: `publish.${logicalId}`,
      kind: 'publish',
      title: `Publish a version of ${logicalId}`,
      why: needsCode(one) ? 'its code changes' : 'no version holds its present code and configuration',
      needs: steps.map(({ id }) => id),
      action: 'create',
      undo: 'automatic',
      input: { name, codeSha256 },
    })
  }
  if (alias !== undefined && deployed.alias !== undefined && deployed.alias.version !== version) {
    const published = `publish.${logicalId}`
    steps.push({
      ...common,
      id: `alias.${logicalId}`,
      kind: 'alias',
      title: `Move ${alias} of ${logicalId} to the published version`,
      why: 'it was asked for with --alias',
      needs: version === undefined ? [published] : [],
      action: 'move',
      changes: [
        {
          subject: `${logicalId}:${alias}`,
          action: 'move',
          before: deployed.alias.version,
          after: version ?? { later: published },
        },
      ],
      input: { name, alias, ...(version === undefined ? { after: published } : { version }) },
    })
  }
  return steps
}

function refusalsOf({ artifact, deployed, declared }: PublishedFunction, intent: PublishIntent): Refusal[] {
  const { logicalId } = artifact
  const next = `project-deploy ${intent.selection}`
  const where = { resource: logicalId }
  if (deployed === undefined) {
    const message = `function ${logicalId} is not deployed yet: publishing changes code, it makes no function`
    return [{ code: 'LAMBDA_FUNCTION_NOT_FOUND', message, hint: `deploy it first: ${next}`, where, next }]
  }
  const { settings } = deployed.latest
  const different = (['runtime', 'handler', 'architecture', 'packageType'] as const).flatMap((key) => {
    const wanted = key === 'packageType' ? 'Zip' : declared?.[key]
    return wanted === undefined || wanted === settings[key] ? [] : [`${key} ${settings[key] ?? 'none'}, not ${wanted}`]
  })
  if (different.length > 0) {
    const message = `function ${logicalId} is deployed with ${different.join(', and ')}, for which the code was built`
    return [{ code: 'LAMBDA_CONFIGURATION_DIFFERENT', message, hint: `deploy the template: ${next}`, where, next }]
  }
  if (intent.alias !== undefined && deployed.alias === undefined) {
    const message = `function ${logicalId} has no alias ${intent.alias}`
    const hint = 'declare it in the template as an AWS::Lambda::Alias, and deploy'
    return [{ code: 'LAMBDA_ALIAS_NOT_FOUND', message, hint, where }]
  }
  return []
}

function tierRefusal({ scope, selection }: PublishIntent): Refusal {
  const next = `project-deploy ${selection}`
  return {
    code: 'LAMBDA_TIER',
    message: `${scope.environment} has the tier ${scope.tier}: there, code changes only as a release, with its checks`,
    hint: `deploy it: ${next}`,
    next,
  }
}

/** By what was built and what is there; revisions are left out, since they move on without a change. */
function assumed({ artifact, codeSha256, deployed }: PublishedFunction): Json {
  const { latest, version, alias } = deployed ?? {}
  return {
    manifest: artifact.manifest.sha256,
    wanted: codeSha256,
    deployed: latest?.codeSha256 ?? null,
    version: version ?? null,
    alias: alias?.version ?? null,
  }
}

function notesOf(changing: readonly PublishedFunction[]): readonly string[] {
  if (changing.length === 0) return []
  const direct = changing.filter(({ declared }) => declared?.alias === undefined)
  const names = direct.map(({ artifact }) => artifact.logicalId).join(', ')
  return [
    'stacks and the release record keep what was deployed last: the next deployment of changed code brings them level',
    ...(direct.length === 0
      ? []
      : [`${names}: without a managed alias, whoever calls $LATEST is served new code at once`]),
  ]
}
