import type { Action, Json } from '@project-utils/contract'

/** Who makes CloudFormation touch a property. Source: the SDK's `ChangeSource`. */
export type ChangeSource =
  | 'DirectModification'
  | 'ParameterReference'
  | 'ResourceReference'
  | 'ResourceAttribute'
  | 'Automatic'
  | 'NoModification'

/** One property that a change set touches. */
export interface ChangeDetail {
  /** `Properties`, `Tags`, `DeletionPolicy` … */
  readonly attribute: string
  /** First name of the property's path; absent where the attribute as a whole is meant. */
  readonly name?: string
  /** As CloudFormation writes it, such as `/Properties/Environment/Variables/TABLE`. */
  readonly path?: string
  readonly before?: string
  readonly after?: string
  /** Whether a change of it makes a new resource. */
  readonly recreates: 'Always' | 'Conditionally' | 'Never'
  readonly source?: ChangeSource
  /** The parameter, resource or `Resource.Attribute` it follows. */
  readonly cause?: string
  /** True where CloudFormation only suspects a change, because something the value refers to changes. */
  readonly dynamic: boolean
}

/** What happens to one resource, from a change set or from comparing templates. */
export interface ResourceChange {
  readonly logicalId: string
  /** Logical ids of the nested stacks that it lies in, outermost first; absent in the stack itself. */
  readonly within?: readonly string[]
  readonly type: string
  readonly physicalId?: string
  readonly action: Extract<Action, 'create' | 'modify' | 'remove'>
  /** True where an existing resource is taken into the stack, or only CloudFormation's own record of it changes. */
  readonly untouched?: 'imported' | 'synchronized'
  readonly replacement: 'True' | 'False' | 'Conditional'
  /** What becomes of the old resource where it is removed or replaced, such as `ReplaceAndRetain`. */
  readonly policyAction?: string
  readonly details: readonly ChangeDetail[]
  /** The resource's properties as they are and as they will be, where CloudFormation or a template tells them. */
  readonly before?: Properties
  readonly after?: Properties
  /** Whether somebody changed it outside CloudFormation; only told by drift-aware change sets. */
  readonly drift?: 'MODIFIED' | 'DELETED'
  /** True where a nested stack's own changes are not told. */
  readonly closed?: boolean
}

/** Properties of a resource as plain data. */
export type Properties = Readonly<Record<string, Json | undefined>>

/** CloudFormation's word for a value that only execution makes known. Source: DescribeChangeSet, "AfterContext". */
export const knownAfterApply: string = '{{changeSet:KNOWN_AFTER_APPLY}}'

/** The name by which a person accepts a change's risk: `Resource`, or `Child/Resource` in a nested stack. */
export function subjectOf({ logicalId, within = [] }: Pick<ResourceChange, 'logicalId' | 'within'>): string {
  return [...within, logicalId].join('/')
}

/** Tells whether a resource is, or may be, made anew in place of the old one. */
export function isReplaced(change: Pick<ResourceChange, 'action' | 'replacement'>): boolean {
  return change.action === 'modify' && change.replacement !== 'False'
}
