import { type DesiredStack, desireStack, inlineLimit, readHandling, stackOrder } from '@project-utils/cfn'
import { fillReferences, isPending } from '@project-utils/project'
import { sha256 } from '@project-utils/run'
import type { CodeLocation, ImageLocation } from '@project-utils/template'
import { lookupIn, type Outputs } from './lookup.ts'
import { templateUrl } from './template-url.ts'
import type { Workbench } from './workbench.ts'
import type { Actual, Desired, FunctionPlace, LayerPlace, WantedStack } from './world.ts'

/** The stacks as they should be, as far as that is known: outputs and images that this plan makes are known at their turn. */
export function wantedStacks(
  bench: Workbench,
  desired: Desired,
  actual: Actual,
): Readonly<Record<string, WantedStack>> {
  const wanted: Record<string, WantedStack> = {}
  const raw: Outputs = Object.fromEntries(Object.entries(actual.stacks).map(([key, state]) => [key, state.outputs]))
  const orders = stackOrder(bench.project.stacks, linkedTemplates(bench, desired, actual, raw))
  for (const [key, settings] of Object.entries(bench.project.stacks)) {
    const parameters = fillReferences(settings.parameters, lookupIn({ actual }, raw))
    const { takes: after, after: first, imports } = orders[key] ?? { takes: [], after: [], imports: [] }
    const behind = first.filter((other) => !after.includes(other))
    // An export that is not there yet cannot be imported.
    const unexported = imports.some((one) => actual.stacks[one.key]?.outputs[one.output] === undefined)
    const known = Object.entries(parameters).filter((entry): entry is [string, string] => !isPending(entry[1]))
    const unpushed = Object.keys(desired.images).filter(
      (id) => desired.functions[id]?.stack === key && actual.images[id] === undefined,
    )
    const pending = known.length < Object.keys(parameters).length || unpushed.length > 0 || unexported
    const made = withDesired(key, Object.fromEntries(known), bench, desired, actual)
    wanted[key] = {
      ...{ parameters, after, behind, unpushed, pending },
      ...made,
      codeOnly: made.codeOnly && !pending,
    }
  }
  return wanted
}

function linkedTemplates(
  { project, scope }: Workbench,
  { templates }: Desired,
  actual: Actual,
  outputs: Outputs,
): Parameters<typeof stackOrder>[1] {
  const linked = Object.entries(templates).map(([key, template]) => {
    const { name, parameters: written } = project.stacks[key] ?? { name: key, parameters: {} }
    const filled = Object.entries(fillReferences(written, lookupIn({ actual }, outputs)))
    const parameters = Object.fromEntries(filled.filter((one): one is [string, string] => typeof one[1] === 'string'))
    const pseudo = { account: scope.account, region: scope.region, stackName: name }
    return [key, { template, parameters, pseudo }] as const
  })
  return Object.fromEntries(linked)
}

function withDesired(
  key: string,
  parameters: Readonly<Record<string, string>>,
  bench: Workbench,
  desired: Desired,
  actual: Actual,
): Pick<WantedStack, 'desired' | 'codeOnly'> {
  const stack = desiredStack(key, parameters, bench, desired, actual.images)
  const released = actual.good
  const before = released?.stacks[key]
  if (before === undefined || before.digest === stack.digest) return { desired: stack, codeOnly: false }
  const contents = Object.entries({ ...released?.layers, ...released?.functions })
  const manifests = Object.fromEntries(contents.map(([id, one]) => [id, one.manifest]))
  const images = Object.entries(released?.functions ?? {}).map(([id, one]) => [id, one.image] as const)
  const imagesBefore = { ...actual.images, ...Object.fromEntries(images.filter(isKnown)) }
  const asBefore = desiredStack(key, parameters, bench, desired, imagesBefore, manifests)
  return { desired: stack, codeOnly: asBefore.digest === before.digest }
}

function isKnown(entry: readonly [string, string | undefined]): entry is readonly [string, string] {
  return entry[1] !== undefined
}

/**
 * The stack with the code of every function and layer at its blob, and of every image at its digest; under its tag where
 * that is not known yet. `manifests` puts other content in place of what was built.
 */
export function desiredStack(
  key: string,
  parameters: Readonly<Record<string, string>>,
  bench: Pick<Workbench, 'project' | 'scope' | 'records'>,
  desired: Desired,
  images: Actual['images'],
  manifests: Readonly<Record<string, string>> = {},
): DesiredStack {
  const { project, scope, records } = bench
  const own = [desired.functions, desired.layers]
    .flatMap((places): readonly (FunctionPlace | LayerPlace)[] => Object.values(places))
    .filter((place) => place.stack === key)
  const code = own.map(({ logicalId }): [string, CodeLocation | ImageLocation] => {
    const plan = desired.images[logicalId]
    if (plan !== undefined) return [logicalId, { image: images[logicalId] ?? `${plan.repository}:${plan.identity}` }]
    const content = manifests[logicalId] ?? desired.artifacts[logicalId]?.manifest.sha256 ?? ''
    return [logicalId, { bucket: records.bucket, key: records.blobs.key(content) }]
  })
  const template = desired.templates[key]
  const settings = project.stacks[key]
  if (template === undefined || settings === undefined) throw new Error(`stack ${key} has no template`)
  const input = {
    ...{ key, name: settings.name, template, code: Object.fromEntries(code), parameters, pseudo: scope },
    tags: { ...project.tags, ...settings.tags },
    handling: readHandling(settings),
  }
  const stack = desireStack(input)
  if (Buffer.byteLength(stack.body) <= inlineLimit) return stack
  return desireStack({ ...input, templateUrl: templateUrl(sha256(stack.body), { scope, records }) })
}
