import type { Invocation } from '@project-utils/cli'
import { type Envelope, ProjectError } from '@project-utils/contract'
import { resetLocalCloud } from '@project-utils/local-cloud'
import { answerQuestion } from '../answer-question.ts'
import { ownOptions } from '../own-options.ts'

/** `project-local reset`: deletes everything local, if the person says so. */
export function run(invocation: Invocation): Promise<Envelope> {
  return answerQuestion(invocation, async (context) => {
    const options = await ownOptions(invocation)
    if (invocation.flags['yes'] !== true) await confirmReset(invocation, options.folder)
    await resetLocalCloud(options, context)
    return { data: { reset: true, folder: options.folder } }
  })
}

async function confirmReset(invocation: Invocation, folder: string): Promise<void> {
  const confirmed = await invocation.confirm(`Delete everything in the local cloud (${folder}), all accounts?`)
  if (confirmed === true) return
  const message =
    confirmed === 'nobody'
      ? 'Nothing was deleted: there is nobody to ask.'
      : 'Nothing was deleted: it was not confirmed.'
  throw new ProjectError('LOCAL_RESET_DECLINED', message, { hint: 'project-local reset --yes' })
}
