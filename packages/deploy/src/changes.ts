import { hashConfig } from './site-config.ts'
import { stackPlans, viewOf } from './stack-plans.ts'
import type { FunctionPlace, World } from './world.ts'

/** Whether the deployment would change anything that users can see; steps that only accompany a change ask this. */
export function hasChanges(world: World): boolean {
  return changedStacks(world).length > 0 || changedFunctions(world).length > 0 || siteChanged(world)
}

/** Keys of the stacks that need a step, or that stand in the way of one. */
function changedStacks(world: World): readonly string[] {
  return stackPlans(world).flatMap(([key, { steps, refusals }]) => (steps.length + refusals.length > 0 ? [key] : []))
}

/** A function that gets a new version or new code, and why. */
export interface FunctionChange extends FunctionPlace {
  readonly why: string
}

/** The functions whose code or configuration changes. */
export function changedFunctions(world: World): readonly FunctionChange[] {
  const stacks = new Set(changedStacks(world))
  return Object.values(world.desired.functions).flatMap((place) => {
    const why = functionChange(place, world, stacks)
    return why === undefined ? [] : [{ ...place, why }]
  })
}

function functionChange(place: FunctionPlace, world: World, stacks: ReadonlySet<string>): string | undefined {
  const { actual, desired } = world
  const artifact = desired.artifacts[place.logicalId]
  const image = desired.images[place.logicalId]
  const released = actual.good?.functions[place.logicalId]
  if (released === undefined) return 'no release has recorded this function'
  if (!actual.settled) return 'the run before did not end well, so its state is looked at again'
  if (artifact !== undefined && artifact.manifest.sha256 !== released.manifest)
    return artifact.reused ? 'its code differs from the last release' : `code: ${artifact.why}`
  if (image !== undefined && image.identity !== released.manifest) return 'its image differs from the last release'
  const layer = changedLayers(world).find(({ logicalId }) => place.layers?.includes(logicalId) === true)
  if (layer !== undefined) return `its layer ${layer.logicalId}: ${layer.why}`
  if (place.alias !== undefined && released.version === undefined) return 'its alias is managed now'
  if (!stacks.has(place.stack)) return undefined
  const view = viewOf(place.stack, world.prepared)
  const listed = view === undefined || view.changes.some((change) => change.subject === place.logicalId)
  return listed && world.wanted[place.stack]?.codeOnly !== true ? 'the stack changes it' : undefined
}

/** The layers whose content changes, and why: each gets a new version. */
function changedLayers({ desired, actual }: World): readonly { readonly logicalId: string; readonly why: string }[] {
  return Object.keys(desired.layers).flatMap((logicalId) => {
    const artifact = desired.artifacts[logicalId]
    const released = actual.good?.layers?.[logicalId]
    if (artifact === undefined || artifact.manifest.sha256 === released?.manifest) return []
    const isNew = released === undefined || artifact.reused
    return [{ logicalId, why: isNew ? 'its content differs from the last release' : artifact.why }]
  })
}

/** Whether files, headers or the run-time configuration of the site differ from what is published. */
export function siteChanged(world: World): boolean {
  const { desired, actual } = world
  if (desired.site === undefined) return false
  const released = actual.good?.site
  if (released === undefined || !actual.settled) return true
  return released.manifest !== desired.site.manifest.sha256 || released.config !== hashConfig(world)
}
