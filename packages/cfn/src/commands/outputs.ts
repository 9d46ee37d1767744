import { type Invocation, openProject, openTarget } from '@project-utils/cli'
import type { Context, Envelope, ErrorTable } from '@project-utils/contract'
import { ask } from '@project-utils/run'
import { readStack } from '../state/read.ts'
import { errorTables } from './error-tables.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-cfn outputs`: the outputs of each stack of the project. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const { project, findings } = await openProject(invocation)
  const { session, scope } = await openTarget(invocation, project)
  const question = {
    command: 'cfn outputs',
    scopes: [scope],
    ask: async ({ signal }: Context) => {
      signal.throwIfAborted()
      const client = session.client((await import('../sdk.ts')).CloudFormationClient)
      const stacks = Object.values(project.stacks)
      const states = await Promise.all(stacks.map((stack) => readStack(client, stack.name)))
      const data = stacks.map(({ key }, index) => ({ stack: key, outputs: { ...states[index]?.outputs } }))
      return { data, findings }
    },
  }
  return await ask(question, invocation.options(errorTables))
}
