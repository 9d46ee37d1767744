import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { explain, isCode } from '@project-utils/aws'
import { ProjectError } from '@project-utils/contract'
import type { StackHandling } from '../execute/handling.ts'
import type { CreateOrUpdate } from '../execute/stack-input.ts'
import { inlineLimit } from '../state/desired.ts'
import { isAbsent } from '../state/read.ts'
import { type Pace, pause } from '../watch/pace.ts'
import type { ChangeSetView } from './change-set-view.ts'

/** How a change set is made. */
export interface Sending {
  readonly name: string
  /** Whether nested stacks get change sets of their own. */
  readonly nested: boolean
  readonly pace: Pace
}

/**
 * Sends a change set; one of the same name, which an earlier attempt left, is deleted first.
 *
 * @throws ProjectError `CFN_CHANGE_SET_FAILED`, `CFN_TEMPLATE_TOO_LARGE`, `AWS_*`
 */
export async function sendChangeSet(
  client: CloudFormationClient,
  input: CreateOrUpdate,
  { name, nested, pace }: Sending,
): Promise<{ readonly id: string; readonly stackArn: string }> {
  const { CreateChangeSetCommand } = await import('../sdk.ts')
  const { body, templateUrl, parameters, keep, tags } = input
  if (body !== undefined && Buffer.byteLength(body) > inlineLimit) {
    const size = Buffer.byteLength(body)
    throw new ProjectError(
      'CFN_TEMPLATE_TOO_LARGE',
      `the template of stack ${input.name} has ${size} bytes, ${inlineLimit} are allowed in a call`,
      { hint: 'upload it and give its address as templateUrl, or split it' },
    )
  }
  const command = new CreateChangeSetCommand({
    ChangeSetName: name,
    StackName: input.arn ?? input.name,
    ChangeSetType: changeSetType(input),
    ...imported(input),
    ...(input.importsNamed === true ? { ImportExistingResources: true } : {}),
    ...(templateUrl === undefined ? { TemplateBody: body ?? '' } : { TemplateURL: templateUrl }),
    Parameters: [
      ...Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
      ...keep.map((ParameterKey) => ({ ParameterKey, UsePreviousValue: true })),
    ],
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    Capabilities: input.capabilities.map((capability) => capability as 'CAPABILITY_IAM'),
    ...(nested ? { IncludeNestedStacks: true } : {}),
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

/** The type of the change set that a step takes. */
export function changeSetType({ operation, imports = [] }: CreateOrUpdate): ChangeSetView['type'] {
  if (imports.length > 0) return 'IMPORT'
  return operation === 'create' ? 'CREATE' : 'UPDATE'
}

function imported({ imports = [] }: CreateOrUpdate): object {
  if (imports.length === 0) return {}
  return {
    ResourcesToImport: imports.map(({ logicalId, type, identifier }) => ({
      LogicalResourceId: logicalId,
      ResourceType: type,
      ResourceIdentifier: { ...identifier },
    })),
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
  const { DeleteChangeSetCommand } = await import('../sdk.ts')
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

/** Tells whether a change set, or its stack, is not there any more. */
export function isGone(error: unknown): boolean {
  return isAbsent(error) || isCode(error, 'ChangeSetNotFoundException', 'ChangeSetNotFound')
}
