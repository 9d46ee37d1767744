import type { DesiredStack, OwnedResource, StackState } from '@project-utils/cfn'
import type { Prepared, Release, ReleasedFunction, ReleasedSite, Scope } from '@project-utils/contract'
import type { Records } from '@project-utils/records'
import type { SiteFile, SiteReturn } from '@project-utils/site'

/** A stack on its way back: what the release recorded, and what is there. */
export interface StackReturn {
  /** Template, parameters and tags as recorded; secret parameters count as managed: they keep the value they have. */
  readonly desired: DesiredStack
  readonly state: StackState
  /** Secret parameters that keep their present values. */
  readonly secret: readonly string[]
  readonly owned?: readonly OwnedResource[]
}

/** A function whose alias is to point to the version of the release. */
export interface FunctionReturn {
  readonly released: ReleasedFunction
  /** The version that the alias points to now; absent where there is no such alias. */
  readonly live?: string
  /** Whether the recorded version is still there; where it is not, it is published again once its stack is back. */
  readonly isThere: boolean
}

/** The site on its way back. */
export interface SiteBack {
  readonly released: ReleasedSite
  readonly plan: SiteReturn
  /** Hashed assets that somebody removed from the bucket, and whose bytes are kept. */
  readonly restored: readonly SiteFile[]
}

/** All that going back to a release is planned from. */
export interface ReturnWorld {
  readonly scope: Scope
  /** See `Workbench.selection`. */
  readonly selection: string
  readonly target: Release
  readonly current: Awaited<ReturnType<Records['releases']['current']>>
  /** The last good release. */
  readonly good: Release
  /** False where the newest run did not end well: then nothing recorded is taken for granted. */
  readonly settled: boolean
  /** By key, in the order in which they go back: those that take of others first. */
  readonly stacks: Readonly<Record<string, StackReturn>>
  readonly functions: Readonly<Record<string, FunctionReturn>>
  readonly site?: SiteBack
  /** What the release needs and nobody keeps any more; with one of these there is no way back. */
  readonly gone: readonly string[]
  /** What stays as it is whatever is planned: a sentence each. */
  readonly remains: readonly string[]
  readonly accept: readonly string[]
  readonly prepared: readonly Prepared[]
}
