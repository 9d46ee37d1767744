import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { explain, isCode } from '@project-utils/aws'
import { type Context, ProjectError } from '@project-utils/contract'
import { parseTemplate, type ResolvedTemplate, resolveTemplate } from '@project-utils/template'
import { type ChangeSetView, viewChanges } from './change-set/change-set-view.ts'
import { describeChangeSet } from './change-set/describe-change-set.ts'
import type { StackHandling } from './execute/handling.ts'
import { type CreateOrUpdate, stackInput } from './execute/stack-input.ts'
import { type PreviousTemplate, resolvePrevious } from './plan/previous-template.ts'
import { type DesiredStack, inlineLimit } from './state/desired.ts'
import { isAbsent, readStack } from './state/read.ts'
import type { StackState } from './state/state.ts'
import { stackGroup } from './state/status.ts'
import { explainFailedChangeSet } from './validation.ts'
import { adaptivePace, type Pace, pause } from './watch/pace.ts'

/**
 * Makes a change set named after the release and reads it: what would happen, without anything happening. One that turns
 * out empty, or that CloudFormation refuses, is deleted again. Only a stack that is to be created or updated takes one:
 * one that is deleted first gets it at its turn.
 *
 * @throws ProjectError `CFN_CHANGE_SET_FAILED`, `CFN_TEMPLATE_TOO_LARGE`, `AWS_*`
 */
export async function prepareStack(
  client: CloudFormationClient,
  desired: DesiredStack,
  state: StackState,
  release: string,
  context: Context,
  previous?: PreviousTemplate,
): Promise<ChangeSetView> {
  const group = stackGroup(state.status)
  if (group !== 'create' && group !== 'update') {
    throw new ProjectError(
      'CFN_CHANGE_SET_FAILED',
      `stack ${state.name} is in ${state.status} and takes no change set`,
      {
        hint: 'run the command again: its plan says what is right next',
      },
    )
  }
  context.signal.throwIfAborted()
  return await createChangeSet(client, stackInput(desired, state, group), release, {
    resolved: desired.resolved,
    madeShell: state.status === 'ABSENT',
    ...(previous === undefined ? {} : { previous }),
  })
}

/** What making a change set knows besides its input. */
export interface ChangeSetOptions {
  /** The template to judge risks by; default: parsed from the body. */
  readonly resolved?: ResolvedTemplate
  /** The template in force, where it is known: it tells what gets wider. */
  readonly previous?: PreviousTemplate
  /** Whether there was no stack before. */
  readonly madeShell: boolean
  readonly pace?: Pace
}

/** Makes and reads a change set from a step's input; see `prepareStack`. */
export async function createChangeSet(
  client: CloudFormationClient,
  input: CreateOrUpdate,
  release: string,
  options: ChangeSetOptions,
): Promise<ChangeSetView> {
  const { madeShell, pace = adaptivePace } = options
  const { id, stackArn } = await sendChangeSet(client, input, release, pace)
  const name = changeSetName(release)
  const type = input.operation === 'create' ? 'CREATE' : 'UPDATE'
  const view = { id, name, stackArn, type, changes: [], risks: [], empty: true, madeShell } as const
  const described = await describeChangeSet(client, id, pace)
  if (described.status === 'failed') {
    const failure = await explainFailedChangeSet(client, input.name, id, described.reason)
    // Whether the clean-up works or not, the person needs the first failure; the next release finds what is left.
    await discardChangeSet(client, view).catch(() => undefined)
    throw failure
  }
  if (described.status === 'empty') {
    await discardChangeSet(client, view)
    return view
  }
  const resolved = options.resolved ?? resolvedOf(input)
  const before = resolvePrevious(options.previous, { name: input.name, arn: stackArn })
  const grounds = before === undefined ? { resolved } : { resolved, before, previous: before.template }
  return { ...view, ...viewChanges(described.changes, grounds, `stack.${input.key}`), empty: false }
}

/** A change set's name: it holds the release id, in the characters that CloudFormation takes. */
export function changeSetName(release: string): string {
  return `release-${release.replace(/[^A-Za-z0-9-]/g, '-')}`.slice(0, 128)
}

/**
 * Deletes a change set, and the stack's shell where making the change set made it and it is still empty in
 * REVIEW_IN_PROGRESS, without a change set of somebody else. What is gone already is no error.
 */
export async function discardChangeSet(
  client: CloudFormationClient,
  view: Pick<ChangeSetView, 'id' | 'stackArn' | 'madeShell'>,
): Promise<void> {
  const { DeleteChangeSetCommand } = await import('./sdk.ts')
  try {
    await client.send(new DeleteChangeSetCommand({ ChangeSetName: view.id }))
  } catch (error) {
    if (!isGone(error)) throw explain(error, `deleting change set ${view.id}`)
  }
  if (view.madeShell) await discardShell(client, view.stackArn)
}

async function discardShell(client: CloudFormationClient, arn: string): Promise<void> {
  const { DeleteStackCommand, ListChangeSetsCommand, ListStackResourcesCommand } = await import('./sdk.ts')
  if ((await readStack(client, arn)).status !== 'REVIEW_IN_PROGRESS') return
  try {
    const [held, others] = await Promise.all([
      client.send(new ListStackResourcesCommand({ StackName: arn })),
      client.send(new ListChangeSetsCommand({ StackName: arn })),
    ])
    const isEmpty = (held.StackResourceSummaries ?? []).length === 0 && (others.Summaries ?? []).length === 0
    if (isEmpty) await client.send(new DeleteStackCommand({ StackName: arn }))
  } catch (error) {
    if (!isGone(error)) throw explain(error, `deleting the empty stack ${arn}`)
  }
}

async function sendChangeSet(
  client: CloudFormationClient,
  input: CreateOrUpdate,
  release: string,
  pace: Pace,
): Promise<{ readonly id: string; readonly stackArn: string }> {
  const { CreateChangeSetCommand } = await import('./sdk.ts')
  const { body, templateUrl, parameters, keep, tags } = input
  if (body !== undefined && Buffer.byteLength(body) > inlineLimit) {
    const size = Buffer.byteLength(body)
    throw new ProjectError(
      'CFN_TEMPLATE_TOO_LARGE',
      `the template of stack ${input.name} has ${size} bytes, ${inlineLimit} are allowed in a call`,
      { hint: 'upload it and give its address as templateUrl, or split it' },
    )
  }
  const name = changeSetName(release)
  const command = new CreateChangeSetCommand({
    ChangeSetName: name,
    StackName: input.arn ?? input.name,
    ChangeSetType: input.operation === 'create' ? 'CREATE' : 'UPDATE',
    ...(templateUrl === undefined ? { TemplateBody: body ?? '' } : { TemplateURL: templateUrl }),
    Parameters: [
      ...Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
      ...keep.map((ParameterKey) => ({ ParameterKey, UsePreviousValue: true })),
    ],
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    Capabilities: input.capabilities.map((capability) => capability as 'CAPABILITY_IAM'),
    ...handled(input.handling),
  })
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { Id, StackId } = await client.send(command)
      return { id: Id ?? name, stackArn: StackId ?? input.arn ?? input.name }
    } catch (error) {
      if (!isCode(error, 'AlreadyExistsException') || attempt === 5) {
        throw refused(error, input.name)
      }
      await deleteOlder(client, input.arn ?? input.name, name)
      await pause(pace.first)
    }
  }
}

/** Sources disagree on what express mode does after a failure, so that is always said. */
function handled({ topics = [], role, rollback = true, express = false }: StackHandling = {}): object {
  return {
    ...(topics.length === 0 ? {} : { NotificationARNs: [...topics] }),
    ...(role === undefined ? {} : { RoleARN: role }),
    ...(express ? { DeploymentConfig: { Mode: 'EXPRESS', DisableRollback: !rollback } } : {}),
  }
}

/** An earlier attempt of the same release left one: its name must be free before the next is made. */
async function deleteOlder(client: CloudFormationClient, stack: string, name: string): Promise<void> {
  const { DeleteChangeSetCommand } = await import('./sdk.ts')
  try {
    await client.send(new DeleteChangeSetCommand({ StackName: stack, ChangeSetName: name }))
  } catch (error) {
    if (!isGone(error)) throw explain(error, `deleting the older change set ${name}`)
  }
}

function refused(error: unknown, stack: string): ProjectError {
  if (!isCode(error, 'ValidationError', 'InsufficientCapabilitiesException')) {
    return explain(error, `making a change set for stack ${stack}`)
  }
  const message = error instanceof Error ? error.message : String(error)
  return new ProjectError(
    'CFN_CHANGE_SET_FAILED',
    `CloudFormation refuses the template of stack ${stack}: ${message}`,
    {
      cause: error,
      hint: 'correct the template or its parameters; nothing was changed',
    },
  )
}

function isGone(error: unknown): boolean {
  return isAbsent(error) || isCode(error, 'ChangeSetNotFoundException', 'ChangeSetNotFound')
}

function resolvedOf({ body, name, parameters }: CreateOrUpdate): ResolvedTemplate {
  // Without the body, policies are judged by the change set alone, which is the stricter way.
  const text = body ?? '{"Resources":{"Unknown":{"Type":"Custom::Unknown"}}}'
  return resolveTemplate(parseTemplate(text, name), { parameters, pseudo: { stackName: name } })
}
