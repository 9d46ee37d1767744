import type { Session } from '@project-utils/aws'
import type { Identify } from './identifiers.ts'
import { ownerOf, present } from './look.ts'

/** What SAM makes of its own types. */
const made: Readonly<Record<string, string>> = { 'AWS::Serverless::StateMachine': 'AWS::StepFunctions::StateMachine' }

/** Asks Cloud Control, which reads resources of most types, whether one of a name is there. */
export async function lookByControl(
  session: Session,
  type: string,
  name: string,
  identify: Identify,
): Promise<boolean> {
  const { CloudControlClient, GetResourceCommand } = await import('../clients/cloudcontrol.ts')
  const identifier = identify(name, await ownerOf(session))
  const command = new GetResourceCommand({ TypeName: made[type] ?? type, Identifier: identifier })
  const answer = session
    .client(CloudControlClient)
    .send(command)
    .then(({ ResourceDescription: found }) => {
      // What stands in for AWS may answer without an answer.
      if (found?.Identifier === undefined) throw new Error('the answer names no resource')
    })
  return await present(answer, 'ResourceNotFoundException')
}
