import type { Invocation } from '@project-utils/cli'
import type { Envelope } from '@project-utils/contract'
import { startLocalCloud } from '@project-utils/local-cloud'
import { answerQuestion } from '../answer-question.ts'
import { ownOptions } from '../own-options.ts'

/** `project-local start`: gives the running local cloud, or installs and starts it. */
export function run(invocation: Invocation): Promise<Envelope> {
  return answerQuestion(invocation, async (context) => {
    const cloud = await startLocalCloud(await ownOptions(invocation), context)
    return {
      data: { endpoint: cloud.endpoint, pid: cloud.pid ?? null, folder: cloud.folder ?? null },
      next: { command: 'project-deploy --env local', why: 'deploys the project to it' },
    }
  })
}
