/** What one stack's exports allow another to do. */
import type { Cloud } from '../cloud/cloud.ts'
import type { Output, Stack } from '../cloud/model.ts'
import { reasons } from '../sources.ts'
import { Missing } from '../template/evaluate.ts'
import { exportsOf, importersOf, outputsOf, propertiesOf, scopeOf, wantedResources } from '../template/scope.ts'

/** The reason why a stack cannot begin: it imports what nobody exports. */
export function missingExport(cloud: Cloud, stack: Stack): string | undefined {
  const scope = scopeOf(cloud, stack, stack.definition, stack.resources)
  try {
    for (const written of wantedResources(stack.definition, scope)) propertiesOf(written, scope)
    outputsOf(stack.definition, scope)
    return undefined
  } catch (error) {
    if (error instanceof Missing) return error.message
    throw error
  }
}

/** The reason why outputs cannot be taken: a name that another has, or one that others need as it was. */
export function exportProblem(cloud: Cloud, stack: Stack, outputs: readonly Output[]): string | undefined {
  const all = exportsOf(cloud)
  for (const { exportName } of outputs) {
    const owner = exportName === undefined ? undefined : all.get(exportName)?.stack
    if (exportName !== undefined && owner !== undefined && owner.id !== stack.id) {
      return reasons.exportTaken(exportName, owner.name)
    }
  }
  return usedExport(cloud, stack, outputs)
}

/** The reason why a stack's exports must stay: others import them. */
export function usedExport(cloud: Cloud, stack: Stack, outputs: readonly Output[]): string | undefined {
  for (const { exportName, value } of stack.outputs) {
    if (exportName === undefined) continue
    const next = outputs.find((output) => output.exportName === exportName)
    if (next?.value === value) continue
    const users = importersOf(cloud, exportName).filter((name) => name !== stack.name)
    if (users.length === 0) continue
    const named = users.join(' and ')
    return next === undefined ? reasons.exportDeleted(exportName, named) : reasons.exportUpdated(exportName, named)
  }
  return undefined
}
