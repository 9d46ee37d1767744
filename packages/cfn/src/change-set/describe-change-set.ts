import type {
  CloudFormationClient,
  DescribeChangeSetCommandOutput,
  Change as SdkChange,
} from '@aws-sdk/client-cloudformation'
import { explain } from '@project-utils/aws'
import { adaptivePace, type Pace, pause } from '../watch/pace.ts'
import { resourceChangeOf } from './read-resource-change.ts'
import { type ResourceChange, subjectOf } from './resource-change.ts'

/** A change set as CloudFormation made it: all pages, with those of its nested stacks. */
export interface DescribedChangeSet {
  readonly status: 'ready' | 'empty' | 'failed'
  readonly reason: string
  readonly changes: readonly ResourceChange[]
  /** Whether it may still be executed, such as `AVAILABLE` or `OBSOLETE`. */
  readonly execution: string
  readonly stackArn?: string
}

/** How deep nested stacks are opened; CloudFormation's own limit is far below. */
const deepest = 16

/**
 * Waits until a change set is made and reads it with property values. In that mode CloudFormation can drop changes and
 * only hints at it in the reason, so it is then read without values too, and what was dropped is added (aws-cdk 1780).
 * Change sets of nested stacks are opened and their changes stand after that of the nested stack itself.
 */
export async function describeChangeSet(
  client: CloudFormationClient,
  id: string,
  pace: Pace = adaptivePace,
): Promise<DescribedChangeSet> {
  const first = await onceMade(client, id, pace)
  const reason = first.StatusReason ?? ''
  const told = {
    reason,
    execution: first.ExecutionStatus ?? '',
    ...(first.StackId === undefined ? {} : { stackArn: first.StackId }),
  }
  if (first.Status !== 'CREATE_COMPLETE') {
    return { ...told, status: isNoChange(reason) ? 'empty' : 'failed', changes: [] }
  }
  return { ...told, status: 'ready', changes: await allChanges(client, id, first, [], pace) }
}

/** The first page of a change set, once it is made. */
async function onceMade(client: CloudFormationClient, id: string, pace: Pace): Promise<DescribeChangeSetCommandOutput> {
  let wait = pace.first
  for (;;) {
    const page = await describePage(client, id, true)
    if (page.Status !== 'CREATE_PENDING' && page.Status !== 'CREATE_IN_PROGRESS') return page
    await pause(wait)
    wait = Math.min(wait * pace.factor, pace.cap)
  }
}

/** Both wordings of "no changes". */
function isNoChange(reason: string): boolean {
  return /didn't contain changes|No updates are to be performed/i.test(reason)
}

async function allChanges(
  client: CloudFormationClient,
  id: string,
  first: DescribeChangeSetCommandOutput,
  within: readonly string[],
  pace: Pace,
): Promise<readonly ResourceChange[]> {
  const entries = await remainingPages(client, id, true, first)
  const known = new Set(entries.map(idOf))
  const dropped =
    first.StatusReason === undefined || first.StatusReason === ''
      ? []
      : (await remainingPages(client, id, false, await describePage(client, id, false))).filter(
          (entry) => !known.has(idOf(entry)),
        )
  const opened = await Promise.all([...entries, ...dropped].map((entry) => open(client, entry, within, pace)))
  return opened.flat()
}

/** A change with, where it is a nested stack whose own change set is told, the changes in it. */
async function open(
  client: CloudFormationClient,
  entry: SdkChange,
  within: readonly string[],
  pace: Pace,
): Promise<readonly ResourceChange[]> {
  const change = resourceChangeOf(entry, within)
  if (change.type !== nestedStack || change.action === 'remove') return [change]
  const nested = entry.ResourceChange?.ChangeSetId
  if (nested === undefined || within.length >= deepest) return [{ ...change, closed: true }]
  const inside = [...within, change.logicalId]
  const changes = await allChanges(client, nested, await onceMade(client, nested, pace), inside, pace)
  return [change, ...changes.toSorted((a, b) => (subjectOf(a) < subjectOf(b) ? -1 : 1))]
}

const nestedStack = 'AWS::CloudFormation::Stack'

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

function idOf({ ResourceChange: change }: SdkChange): string {
  return change?.LogicalResourceId ?? ''
}
