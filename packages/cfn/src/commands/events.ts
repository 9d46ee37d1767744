import type { Invocation } from '@project-utils/cli'
import type { Answer, Context, Envelope, ErrorTable, Json, Question } from '@project-utils/contract'
import { ask } from '@project-utils/run'
import type { StackEvent } from '../watch/events.ts'
import { followStack, readLastOperation } from '../watch/follow.ts'
import { errorTables } from './error-tables.ts'
import { openAccount } from './open-account.ts'
import { openStacks } from './open-stacks.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-cfn events`: what CloudFormation did last to each stack, nested ones followed; with `--follow` on and on. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const { project, stacks } = await openStacks(invocation, invocation.arguments)
  const { scope, client } = await openAccount(invocation, project)
  const follows = invocation.flags['follow'] === true
  const onlyFailed = invocation.flags['failed'] === true
  const question: Question = {
    command: 'cfn events',
    scopes: [scope],
    endless: follows,
    ask: async (context: Context): Promise<Answer> => {
      const asked = await client()
      let told = 0
      const tell = (stack: string, event: StackEvent): void => {
        if (onlyFailed && !event.status.endsWith('_FAILED')) return
        told += 1
        context.emit({ type: 'row', data: rowOf(stack, event) })
      }
      if (follows) await Promise.all(stacks.map(({ name }) => followStack(asked, name, tell, context)))
      else {
        const all = (await Promise.all(stacks.map(({ name }) => readLastOperation(asked, name)))).flat()
        for (const { stack, event } of all) tell(stack, event)
      }
      return { data: { events: told } }
    },
  }
  return await ask(question, invocation.options(errorTables))
}

function rowOf(stack: string, { t, logicalId, type, status, reason, physicalId }: StackEvent): Json {
  return { t, stack, logicalId, type, status, reason: reason ?? null, physicalId }
}
