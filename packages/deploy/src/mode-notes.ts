import { changedFunctions } from './changes.ts'
import { stackPlans } from './stack-plans.ts'
import type { World } from './world.ts'

/** How each changed function gets its traffic, and what a gate does not hold back (see `docs/decisions/008`). */
export function modeNotes(world: World): readonly string[] {
  const changed = changedFunctions(world)
  const gated = changed.filter((one) => one.alias !== undefined)
  const after = changed.filter((one) => one.alias === undefined)
  const first = gated.filter((one) => world.actual.good?.functions[one.logicalId]?.version === undefined)
  const updates = stackPlans(world).some(([, { decision, steps }]) => decision === 'update' && steps.length > 0)
  return [
    ...after.map(
      ({ logicalId }) =>
        `${logicalId}: mode after: the stack serves new code at once and the suites check it then; its template has no managed alias`,
    ),
    ...(first.length === 0
      ? []
      : [`${names(first)}: first release: the alias serves $LATEST until the version has passed its gate`]),
    ...(gated.length > first.length && updates
      ? ['the gate holds back function versions only: roles, tables and routes change for the live version as well']
      : []),
  ]
}

function names(functions: readonly { readonly logicalId: string }[]): string {
  return functions.map(({ logicalId }) => logicalId).join(', ')
}
