import type { CloudFormationClient, OperationEvent } from '@aws-sdk/client-cloudformation'
import { type Problem, ProjectError } from '@project-utils/contract'

/**
 * Says why a change set failed. Its own reason is enough except where early validation refused it: then the causes stand
 * in the operation's events, which older roles may not read; that is said too.
 */
export async function explainFailedChangeSet(
  client: CloudFormationClient,
  stack: string,
  changeSet: string,
  reason: string,
): Promise<ProjectError> {
  const title = `CloudFormation refuses the change set of stack ${stack}`
  const plain = (why: string, hint: string): ProjectError =>
    new ProjectError('CFN_CHANGE_SET_FAILED', `${title}: ${why}`, { hint })
  if (!/EarlyValidation|validation/i.test(reason)) {
    return plain(reason || 'no reason given', 'correct the template or its parameters; nothing was changed')
  }
  const { DescribeEventsCommand } = await import('./sdk.ts')
  let events: readonly OperationEvent[]
  try {
    const command = new DescribeEventsCommand({ ChangeSetName: changeSet, Filters: { FailedEvents: true } })
    events = (await client.send(command)).OperationEvents ?? []
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return plain(`${reason} (the details could not be read: ${why})`, 'allow cloudformation:DescribeEvents to see them')
  }
  const problems = events.flatMap(problemOf)
  if (problems.length === 0) return plain(reason, 'correct the template or its parameters; nothing was changed')
  const messages = problems.map(({ message }) => message).join('; ')
  return new ProjectError('CFN_CHANGE_SET_FAILED', `${title}: ${messages}`, { problems })
}

function problemOf(event: OperationEvent): readonly Problem[] {
  const why = event.ValidationStatusReason ?? event.ResourceStatusReason
  if (why === undefined || why === '') return []
  const id = event.LogicalResourceId ?? 'the template'
  return [
    {
      code: 'CFN_CHANGE_SET_FAILED',
      message: `${id}${event.ValidationPath ? ` ${event.ValidationPath}` : ''}: ${why}`,
      hint: /exist/i.test(why)
        ? `import the existing resource into the stack, rename ${id}, or delete the old one`
        : `correct ${id} in the template; nothing was changed`,
      where: { resource: id },
    },
  ]
}
