import type { Invocation } from '@project-utils/cli'
import type { Answer, Context, Envelope } from '@project-utils/contract'
import { errors as localCloudErrors } from '@project-utils/local-cloud'
import { ask } from '@project-utils/run'
import { errors } from './errors.ts'

/** Answers a command of this program. All are questions: what they change lies on this machine's disk only. */
export function answerQuestion(
  invocation: Invocation,
  answer: (context: Context) => Promise<Answer>,
): Promise<Envelope> {
  return ask({ command: invocation.title, scopes: [], ask: answer }, invocation.options([localCloudErrors, errors]))
}
