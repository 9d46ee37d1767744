import { canonicalJson } from '@project-utils/contract'
import { namedResources, parseTemplate, resolveTemplate, type Template } from '@project-utils/template'
import type { ResourceChange } from '../change-set/resource-change.ts'
import type { DesiredStack } from '../state/desired.ts'

/** The template that is in force, as a release recorded it. */
export interface PreviousTemplate {
  readonly body: string
  readonly parameters?: Readonly<Record<string, string>>
}

/** Parses a recorded body; it was sent as JSON, so it costs no YAML parser. */
export function parsePrevious(previous: PreviousTemplate | undefined, name: string): Template | undefined {
  return previous === undefined ? undefined : parseTemplate(previous.body, `${name} (recorded)`)
}

/** Everything that creating the stack makes. */
export function creationChanges({ resolved }: Pick<DesiredStack, 'resolved'>): readonly ResourceChange[] {
  return Object.values(resolved.resources).map(({ logicalId, type }) => ({
    ...{ logicalId, type },
    action: 'create',
    replacement: 'False',
    details: [],
  }))
}

/**
 * What differs between the recorded template and the desired one, resource by resource. Only CloudFormation knows which
 * changes replace a resource; a changed physical name or another type certainly does.
 */
export function templateChanges(
  desired: Pick<DesiredStack, 'resolved' | 'name' | 'body'>,
  previous: PreviousTemplate,
): readonly ResourceChange[] {
  const template = parseTemplate(previous.body, `${desired.name} (recorded)`)
  const before = resolveTemplate(template, {
    parameters: previous.parameters ?? {},
    pseudo: { stackName: desired.name },
  })
  const after = desired.resolved
  const [was, is] = [previous.body, desired.body].map(resourcesOf)
  const [oldNames, newNames] = [before, after].map(
    (one) => new Map(namedResources(one).map(({ logicalId, name }) => [logicalId, name])),
  )
  const changes: ResourceChange[] = []
  for (const [logicalId, resource] of Object.entries(after.resources)) {
    const old = before.resources[logicalId]
    const { type } = resource
    if (old === undefined) {
      changes.push({ logicalId, type, action: 'create', replacement: 'False', details: [] })
    } else if (canonicalJson(was?.[logicalId]) !== canonicalJson(is?.[logicalId])) {
      const [oldName, newName] = [oldNames?.get(logicalId), newNames?.get(logicalId)]
      const isRenamed = oldName !== undefined && newName !== undefined && oldName !== newName
      const isReplaced = old.type !== type || isRenamed
      changes.push({ logicalId, type, action: 'modify', replacement: isReplaced ? 'True' : 'False', details: [] })
    }
  }
  for (const [logicalId, { type }] of Object.entries(before.resources)) {
    if (after.resources[logicalId] !== undefined) continue
    changes.push({ logicalId, type, action: 'remove', replacement: 'False', details: [] })
  }
  return changes
}

/** Both as they are sent: with the code of functions in place. */
function resourcesOf(body: string): Readonly<Record<string, unknown>> {
  return (JSON.parse(body) as { readonly Resources?: Readonly<Record<string, unknown>> }).Resources ?? {}
}
