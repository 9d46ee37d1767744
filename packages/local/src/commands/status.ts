import type { Invocation } from '@project-utils/cli'
import type { Envelope } from '@project-utils/contract'
import { localStatus } from '@project-utils/local-cloud'
import { answerQuestion } from '../answer-question.ts'
import { ownOptions } from '../own-options.ts'

/** `project-local status`: what runs, where, in which versions. */
export function run(invocation: Invocation): Promise<Envelope> {
  return answerQuestion(invocation, async () => {
    const data = await localStatus(await ownOptions(invocation))
    if (data['running'] === true) return { data }
    return { data, next: { command: 'project-local start', why: 'starts it' } }
  })
}
