import type { Invocation } from '@project-utils/cli'
import { type Envelope, ProjectError } from '@project-utils/contract'
import { findLocalCloud } from '@project-utils/local-cloud'
import { answerQuestion } from '../answer-question.ts'
import { ownOptions } from '../own-options.ts'
import { shellVariables } from '../shell.ts'

/** `project-local env`: what a shell evaluates to work on the running local cloud. */
export function run(invocation: Invocation): Promise<Envelope> {
  return answerQuestion(invocation, async () => {
    const { account, region } = invocation.flags
    const cloud = await findLocalCloud(await ownOptions(invocation))
    if (cloud === undefined) {
      throw new ProjectError('LOCAL_NOT_RUNNING', 'No local cloud is running.', { hint: 'project-local start' })
    }
    const { variables, unset } = shellVariables(
      cloud,
      { account: String(account), region: String(region) },
      invocation.environment,
    )
    return { data: { variables, unset } }
  })
}
