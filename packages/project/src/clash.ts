import { type Scope, targetId } from '@project-utils/contract'
import type { Problems } from './problems.ts'
import type { Sections } from './project.ts'

/** An environment's targets and what is deployed to them. */
export interface Resolved {
  readonly scopes: readonly Scope[]
  readonly stacks: Sections['stacks']
}

/** Notes stacks of different environments that would get one name in one account and region; `offsetOf` places a stack's key. */
export function checkStackNames(
  environments: readonly Resolved[],
  offsetOf: (stack: string, environment: string) => number | undefined,
  problems: Problems,
): void {
  const taken = new Map<string, string>()
  for (const { scopes, stacks } of environments) {
    for (const scope of scopes) {
      for (const { key, name } of Object.values(stacks)) {
        const id = `${name} ${targetId(scope)}`
        const other = taken.get(id)
        if (other === undefined) taken.set(id, scope.environment)
        else if (other !== scope.environment) {
          problems.add(offsetOf(key, scope.environment), {
            code: 'PROJECT_NAME_CLASH',
            message: `environments ${other} and ${scope.environment} would both have a stack "${name}" in ${targetId(scope)}`,
            hint: 'rename one of the stacks or environments',
          })
        }
      }
    }
  }
}
