import type { ResourceChangeDetail, Change as SdkChange } from '@aws-sdk/client-cloudformation'
import type { ChangeDetail, ChangeSource, Properties, ResourceChange } from './resource-change.ts'

/** One entry of a change set in our words; `within` names the nested stacks above it. */
export function resourceChangeOf(change: SdkChange, within: readonly string[] = []): ResourceChange {
  const resource = change.ResourceChange ?? {}
  const [before, after] = [propertiesIn(resource.BeforeContext), propertiesIn(resource.AfterContext)]
  const drift = resource.ResourceDriftStatus
  const untouched = untouchedActions[resource.Action ?? '']
  return {
    logicalId: resource.LogicalResourceId ?? '',
    ...(within.length === 0 ? {} : { within }),
    type: resource.ResourceType ?? '',
    ...(resource.PhysicalResourceId ? { physicalId: resource.PhysicalResourceId } : {}),
    action: actions[resource.Action ?? ''] ?? 'modify',
    ...(untouched === undefined ? {} : { untouched }),
    replacement: resource.Replacement ?? (resource.Action === 'Dynamic' ? 'Conditional' : 'False'),
    ...(resource.PolicyAction === undefined ? {} : { policyAction: resource.PolicyAction }),
    details: (resource.Details ?? []).map(detailOf),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    ...(drift === 'MODIFIED' || drift === 'DELETED' ? { drift } : {}),
  }
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
