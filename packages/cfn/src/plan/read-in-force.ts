import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { explain, isCode } from '@project-utils/aws'
import { isAbsent } from '../state/read.ts'
import type { StackState } from '../state/state.ts'
import type { PreviousTemplate } from './previous-template.ts'

/** Reads the template in force, as it was sent, with the parameters in force; undefined where CloudFormation keeps none. */
export async function readPrevious(
  client: CloudFormationClient,
  { name, arn, parameters }: Pick<StackState, 'name' | 'arn' | 'parameters'>,
): Promise<PreviousTemplate | undefined> {
  const { GetTemplateCommand } = await import('../sdk.ts')
  try {
    const told = await client.send(new GetTemplateCommand({ StackName: arn ?? name, TemplateStage: 'Original' }))
    return told.TemplateBody === undefined ? undefined : { body: told.TemplateBody, parameters }
  } catch (error) {
    if (isAbsent(error) || isCode(error, ...unreadable)) return undefined
    throw explain(error, `reading the template of stack ${name}`)
  }
}

/** Reads the policy in force, as JSON text; undefined where there is none, or where it may not be read: it then still refuses by itself. */
export async function readStackPolicy(client: CloudFormationClient, arn: string): Promise<string | undefined> {
  const { GetStackPolicyCommand } = await import('../sdk.ts')
  try {
    const { StackPolicyBody: body } = await client.send(new GetStackPolicyCommand({ StackName: arn }))
    return body === undefined || body === '' ? undefined : body
  } catch (error) {
    if (isCode(error, ...unreadable)) return undefined
    throw explain(error, `reading the policy of stack ${arn}`)
  }
}

/** Where the right is missing, or, on an emulator, the call. */
const unreadable = [
  'AccessDenied',
  'AccessDeniedException',
  'InvalidAction',
  'NotImplemented',
  'UnknownOperationException',
  'UnsupportedOperation',
]
