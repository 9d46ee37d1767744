import {
  type DesiredStack,
  type ExistingLook,
  namesToCheck,
  type OwnedResource,
  ownedResources,
  readExisting,
  type StackState,
  stackGroup,
} from '@project-utils/cfn'
import { cloudFormation } from './clients.ts'
import { stackPlans } from './stack-plans.ts'
import type { Workbench } from './workbench.ts'
import type { Actual, World } from './world.ts'

/** What a closer look at one stack found. */
export interface StackLook {
  readonly looked?: ExistingLook
  readonly owned?: readonly OwnedResource[]
}

/** Looks closer at every stack that would change, side by side. */
export async function lookAtStacks(world: World, bench: Workbench): Promise<Pick<Actual, 'looked' | 'owned'>> {
  const looked: Record<string, ExistingLook> = {}
  const owned: Record<string, readonly OwnedResource[]> = {}
  const looks = stackPlans(world).map(async ([key, { steps }]) => {
    const wanted = world.wanted[key]
    const state = world.actual.stacks[key]
    if (wanted === undefined || state === undefined || steps.length === 0 || wanted.codeOnly) return
    const look = await lookAtStack(wanted.desired, state, bench)
    if (look.looked !== undefined) looked[key] = look.looked
    if (look.owned !== undefined) owned[key] = look.owned
  })
  await Promise.all(looks)
  return { looked, owned }
}

/**
 * Finds named resources that a stack would make and that exist already, so that nothing of somebody else's is taken over
 * (an emulator would empty a table), and what a stack holds that exists already.
 */
export async function lookAtStack(
  desired: DesiredStack,
  state: StackState,
  { session }: Pick<Workbench, 'session'>,
): Promise<StackLook> {
  const group = stackGroup(state.status)
  const isThere = group === 'update' || group === 'recreate'
  const owned = isThere ? await ownedResources(await cloudFormation(session), state.arn ?? state.name) : undefined
  const names =
    group === 'update' || group === 'create' || group === 'recreate'
      ? namesToCheck(desired, state, undefined, owned)
      : []
  return {
    ...(owned === undefined ? {} : { owned }),
    ...(names.length === 0 ? {} : { looked: await readExisting(session, names) }),
  }
}
