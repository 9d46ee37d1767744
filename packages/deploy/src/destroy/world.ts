import type { DeletionBlock, OwnedResource, StackState } from '@project-utils/cfn'
import type { Release, Scope } from '@project-utils/contract'
import type { Records } from '@project-utils/records'

/** A resource of a stack, and what deleting the stack means for it. */
export interface Doomed extends Pick<OwnedResource, 'logicalId' | 'type' | 'physicalId'> {
  /** Its template says that it stays when the stack goes. */
  readonly retained: boolean
  readonly stateful: boolean
}

/** One stack of the environment. */
export interface DoomedStack {
  readonly key: string
  /** True where the configuration no longer declares it. */
  readonly forgotten?: boolean
  readonly state: StackState
  readonly resources: readonly Doomed[]
  /** What AWS would not delete as it is. */
  readonly blocks: readonly DeletionBlock[]
}

/** The site's bucket, with what is in it that no release of ours published. */
export interface DoomedSite {
  readonly bucket: string
  readonly strangers: readonly string[]
}

/** All that the plan of a destruction is made from. */
export interface DestroyWorld {
  readonly scope: Scope
  /** See `Workbench.selection`. */
  readonly selection: string
  readonly current: Awaited<ReturnType<Records['releases']['current']>>
  readonly good?: Release
  /** In the order of deletion: those that take outputs of others first. */
  readonly stacks: readonly DoomedStack[]
  /** Retained things of a stack that is gone already. */
  readonly leftovers: readonly Doomed[]
  /** Logical ids that the templates declare, whether the resource is there or not. */
  readonly declared: readonly string[]
  readonly site?: DoomedSite
  /** What the person named for deletion. */
  readonly named: readonly string[]
  /** Subjects of risks that the person accepted. */
  readonly accept: readonly string[]
}
