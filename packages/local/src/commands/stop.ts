import type { Invocation } from '@project-utils/cli'
import type { Envelope } from '@project-utils/contract'
import { stopLocalCloud } from '@project-utils/local-cloud'
import { answerQuestion } from '../answer-question.ts'
import { ownOptions } from '../own-options.ts'

/** `project-local stop`: saves and stops; also well where none runs. */
export function run(invocation: Invocation): Promise<Envelope> {
  return answerQuestion(invocation, async (context) => {
    const stopped = await stopLocalCloud(await ownOptions(invocation), context)
    return { data: { running: false, stopped } }
  })
}
