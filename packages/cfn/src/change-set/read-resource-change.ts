import type {
  ResourceChangeDetail,
  Change as SdkChange,
  ResourceChange as SdkResourceChange,
} from '@aws-sdk/client-cloudformation'
import type { ChangeDetail, ChangeSource, Properties, ResourceChange } from './resource-change.ts'

/** One entry of a change set in our words; `within` names the nested stacks above it. */
export function resourceChangeOf(change: SdkChange, within: readonly string[] = []): ResourceChange {
  const resource = change.ResourceChange ?? {}
  const [before, after] = [propertiesIn(resource.BeforeContext), propertiesIn(resource.AfterContext)]
  const drift = resource.ResourceDriftStatus
  const untouched = untouchedActions[resource.Action ?? '']
  const details = (resource.Details ?? []).map(detailOf)
  const replacement = resource.Replacement ?? (resource.Action === 'Dynamic' ? 'Conditional' : 'False')
  const stays = isNestedUpdate(resource, replacement)
  return {
    logicalId: resource.LogicalResourceId ?? '',
    ...(within.length === 0 ? {} : { within }),
    type: resource.ResourceType ?? '',
    ...(resource.PhysicalResourceId ? { physicalId: resource.PhysicalResourceId } : {}),
    action: actions[resource.Action ?? ''] ?? 'modify',
    ...(untouched === undefined ? {} : { untouched }),
    replacement: stays ? 'False' : replacement,
    ...(resource.PolicyAction === undefined ? {} : { policyAction: resource.PolicyAction }),
    details: stays ? details.map((detail) => ({ ...detail, recreates: 'Never' as const })) : details,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    ...(drift === 'MODIFIED' || drift === 'DELETED' ? { drift } : {}),
  }
}

/**
 * A nested stack is updated in place whatever changes; emulators call that Conditional all the same.
 * Source: no property of its published schema is create-only, and
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-stack.html
 */
function isNestedUpdate(
  { ResourceType, Action }: SdkResourceChange,
  replacement: ResourceChange['replacement'],
): boolean {
  return ResourceType === 'AWS::CloudFormation::Stack' && Action === 'Modify' && replacement === 'Conditional'
}

const actions: Readonly<Record<string, ResourceChange['action']>> = { Add: 'create', Remove: 'remove' }

const untouchedActions: Readonly<Record<string, NonNullable<ResourceChange['untouched']>>> = {
  Import: 'imported',
  SyncWithActual: 'synchronized',
}

/** A context is JSON in a string; one that was cut short tells nothing. */
function propertiesIn(context: string | undefined): Properties | undefined {
  if (context === undefined || context === '') return undefined
  try {
    const parsed = JSON.parse(context) as { readonly Properties?: Properties } | null
    return parsed?.Properties
  } catch {
    return undefined
  }
}

function detailOf({ Target, Evaluation, ChangeSource: source, CausingEntity }: ResourceChangeDetail): ChangeDetail {
  const { Attribute, Name, Path, BeforeValue, AfterValue, RequiresRecreation } = Target ?? {}
  const isReference = source === 'ResourceReference' || source === 'ResourceAttribute'
  return {
    attribute: Attribute ?? 'Properties',
    ...(Name === undefined ? {} : { name: Name }),
    ...(Path === undefined ? {} : { path: Path }),
    ...(BeforeValue === undefined ? {} : { before: BeforeValue }),
    ...(AfterValue === undefined ? {} : { after: AfterValue }),
    recreates: RequiresRecreation ?? 'Never',
    ...(source === undefined ? {} : { source: source satisfies ChangeSource }),
    ...(CausingEntity === undefined ? {} : { cause: CausingEntity }),
    dynamic: Evaluation === 'Dynamic' && isReference,
  }
}
