import type { Invocation } from '@project-utils/cli'
import type { Answer, Context, Envelope, ErrorTable, Json } from '@project-utils/contract'
import type { Project } from '@project-utils/project'
import { ask } from '@project-utils/run'
import { type ListedStack, listStacks } from '../state/list-stacks.ts'
import { errorTables } from './error-tables.ts'
import { openAccount } from './open-account.ts'
import { openStacks } from './open-stacks.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-cfn list`: the stacks of the environment, and all others of the account whose names begin like the project's. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const { project, findings } = await openStacks(invocation, [])
  const { scope, client } = await openAccount(invocation, project)
  const question = {
    command: 'cfn list',
    scopes: [scope],
    ask: async ({ signal }: Context): Promise<Answer> => {
      signal.throwIfAborted()
      const listed = await listStacks(await client(), `${project.name}-`)
      const names = new Set(listed.map(({ name }) => name))
      const missing = Object.values(project.stacks).filter(({ name }) => !names.has(name))
      const rows: readonly Json[] = [
        ...listed.toSorted(byKind(project)).map((stack) => rowOf(stack, project)),
        ...missing.map(({ key, name }) => ({
          name,
          status: 'ABSENT',
          of: `stacks.${key}`,
          updatedAt: null,
          protected: null,
        })),
      ]
      return { data: rows, findings }
    },
  }
  return await ask(question, invocation.options(errorTables))
}

function rowOf(stack: ListedStack, project: Project): Json {
  const { name, status, updatedAt = null, terminationProtection } = stack
  return { name, status, of: belonging(stack, project), updatedAt, protected: terminationProtection }
}

/** Why a stack is in the list: declared here, nested, of another environment, or of nobody that is known. */
function belonging({ name, parent, tags }: ListedStack, project: Project): string {
  const declared = Object.values(project.stacks).find((stack) => stack.name === name)
  if (declared !== undefined) return `stacks.${declared.key}`
  if (parent !== undefined) return `nested in ${parent.split('/')[1] ?? parent}`
  const { project: owner, environment } = tags
  if (owner === project.name && environment !== undefined && environment !== project.environment)
    return `environment ${environment}`
  return owner === project.name ? 'no longer declared' : 'not of this project'
}

function byKind(project: Project): (a: ListedStack, b: ListedStack) => number {
  const declared = new Set(Object.values(project.stacks).map(({ name }) => name))
  const rank = ({ name }: ListedStack): string => `${declared.has(name) ? 0 : 1} ${name}`
  return (a, b) => (rank(a) < rank(b) ? -1 : 1)
}
