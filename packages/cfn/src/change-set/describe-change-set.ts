import type {
  CloudFormationClient,
  DescribeChangeSetCommandOutput,
  ResourceChangeDetail,
  Change as SdkChange,
} from '@aws-sdk/client-cloudformation'
import { explain } from '@project-utils/aws'
import { adaptivePace, type Pace, pause } from '../watch/pace.ts'
import type { ChangeDetail, ResourceChange } from './resource-change.ts'

/** A change set as CloudFormation made it, all pages. */
export interface DescribedChangeSet {
  readonly status: 'ready' | 'empty' | 'failed'
  readonly reason: string
  readonly changes: readonly ResourceChange[]
}

/**
 * Waits until a change set is made and reads it with property values. In that mode CloudFormation can drop changes and
 * only hints at it in the reason, so it is then read without values too, and what was dropped is added (aws-cdk 1780).
 */
export async function describeChangeSet(
  client: CloudFormationClient,
  id: string,
  pace: Pace = adaptivePace,
): Promise<DescribedChangeSet> {
  let wait = pace.first
  let first = await describePage(client, id, true)
  while (first.Status === 'CREATE_PENDING' || first.Status === 'CREATE_IN_PROGRESS') {
    await pause(wait)
    wait = Math.min(wait * pace.factor, pace.cap)
    first = await describePage(client, id, true)
  }
  const reason = first.StatusReason ?? ''
  if (first.Status !== 'CREATE_COMPLETE') {
    return { status: isNoChange(reason) ? 'empty' : 'failed', reason, changes: [] }
  }
  const changes = (await remainingPages(client, id, true, first)).map(resourceChangeOf)
  if (reason === '') return { status: 'ready', reason, changes }
  const bare = await remainingPages(client, id, false, await describePage(client, id, false))
  const known = new Set(changes.map(({ logicalId }) => logicalId))
  const dropped = bare.map(resourceChangeOf).filter(({ logicalId }) => !known.has(logicalId))
  return { status: 'ready', reason, changes: [...changes, ...dropped] }
}

/** Both wordings of "no changes". */
function isNoChange(reason: string): boolean {
  return /didn't contain changes|No updates are to be performed/i.test(reason)
}

async function describePage(
  client: CloudFormationClient,
  id: string,
  values: boolean,
  next?: string,
): Promise<DescribeChangeSetCommandOutput> {
  const { DescribeChangeSetCommand } = await import('../sdk.ts')
  try {
    return await client.send(
      new DescribeChangeSetCommand({
        ChangeSetName: id,
        ...(values ? { IncludePropertyValues: true } : {}),
        ...(next === undefined ? {} : { NextToken: next }),
      }),
    )
  } catch (error) {
    throw explain(error, `reading change set ${id}`)
  }
}

async function remainingPages(
  client: CloudFormationClient,
  id: string,
  values: boolean,
  first: DescribeChangeSetCommandOutput,
): Promise<readonly SdkChange[]> {
  const changes = [...(first.Changes ?? [])]
  for (let next = first.NextToken; next !== undefined; ) {
    const page = await describePage(client, id, values, next)
    changes.push(...(page.Changes ?? []))
    next = page.NextToken
  }
  return changes.filter((change) => change.ResourceChange !== undefined)
}

/** One entry of a change set in our words. */
export function resourceChangeOf(change: SdkChange): ResourceChange {
  const resource = change.ResourceChange ?? {}
  const action = actions[resource.Action ?? ''] ?? 'modify'
  return {
    logicalId: resource.LogicalResourceId ?? '',
    type: resource.ResourceType ?? '',
    action,
    replacement: resource.Replacement ?? (resource.Action === 'Dynamic' ? 'Conditional' : 'False'),
    ...(resource.PolicyAction === undefined ? {} : { policyAction: resource.PolicyAction }),
    details: (resource.Details ?? []).map(detailOf),
  }
}

const actions: Readonly<Record<string, ResourceChange['action']>> = {
  Add: 'create',
  Import: 'modify',
  Remove: 'remove',
}

function detailOf(detail: ResourceChangeDetail): ChangeDetail {
  const { Attribute, Name, Path, BeforeValue, AfterValue } = detail.Target ?? {}
  const isReference = detail.ChangeSource === 'ResourceReference' || detail.ChangeSource === 'ResourceAttribute'
  return {
    attribute: Attribute ?? 'Properties',
    ...(Name === undefined ? {} : { name: Name }),
    ...(Path === undefined ? {} : { path: Path }),
    ...(BeforeValue === undefined ? {} : { before: BeforeValue }),
    ...(AfterValue === undefined ? {} : { after: AfterValue }),
    dynamic: detail.Evaluation === 'Dynamic' && isReference,
  }
}
