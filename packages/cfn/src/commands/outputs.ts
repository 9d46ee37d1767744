import type { Invocation } from '@project-utils/cli'
import type { Context, Envelope, ErrorTable } from '@project-utils/contract'
import { ask } from '@project-utils/run'
import { readStack } from '../state/read.ts'
import { usableOutputs } from '../state/usable-outputs.ts'
import { errorTables } from './error-tables.ts'
import { knowSecrets } from './know-secrets.ts'
import { openAccount } from './open-account.ts'
import { openStacks } from './open-stacks.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-cfn outputs`: the outputs of each stack of the project; no secret is among them. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const { project, stacks, findings } = await openStacks(invocation, invocation.arguments)
  const account = await openAccount(invocation, project)
  const question = {
    command: 'cfn outputs',
    scopes: [account.scope],
    ask: async (context: Context) => {
      context.signal.throwIfAborted()
      const client = await account.client()
      const [isKnown, states] = await Promise.all([
        knowSecrets(project, account, invocation, context),
        Promise.all(stacks.map((stack) => readStack(client, stack.name))),
      ])
      const rows = stacks.map(async ({ key }, index) => {
        const { status = 'ABSENT', outputs = {} } = states[index] ?? {}
        return { stack: key, status, outputs: isKnown ? await usableOutputs(outputs, account.cloud) : null }
      })
      return { data: await Promise.all(rows), findings }
    },
  }
  return await ask(question, invocation.options(errorTables))
}
