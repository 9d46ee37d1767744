import { canonicalJson } from '@project-utils/contract'
import { namedResources, parseTemplate, resolveTemplate, type Template } from '@project-utils/template'
import type { DesiredStack } from './desired.ts'
import type { ResourceChange } from './resource-change.ts'

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
  desired: Pick<DesiredStack, 'resolved' | 'name'>,
  previous: PreviousTemplate,
): readonly ResourceChange[] {
  const template = parseTemplate(previous.body, `${desired.name} (recorded)`)
  const before = resolveTemplate(template, {
    parameters: previous.parameters ?? {},
    pseudo: { stackName: desired.name },
  })
  const after = desired.resolved
  const [oldNames, newNames] = [before, after].map(
    (one) => new Map(namedResources(one).map(({ logicalId, name }) => [logicalId, name])),
  )
  const changes: ResourceChange[] = []
  for (const [logicalId, resource] of Object.entries(after.resources)) {
    const old = before.resources[logicalId]
    const { type } = resource
    if (old === undefined) {
      changes.push({ logicalId, type, action: 'create', replacement: 'False', details: [] })
    } else if (canonicalJson(written(template, logicalId)) !== canonicalJson(written(after.template, logicalId))) {
      const [was, is] = [oldNames?.get(logicalId), newNames?.get(logicalId)]
      const isReplaced = old.type !== type || (was !== undefined && is !== undefined && was !== is)
      changes.push({ logicalId, type, action: 'modify', replacement: isReplaced ? 'True' : 'False', details: [] })
    }
  }
  for (const [logicalId, { type }] of Object.entries(before.resources)) {
    if (after.resources[logicalId] !== undefined) continue
    changes.push({ logicalId, type, action: 'remove', replacement: 'False', details: [] })
  }
  return changes
}

function written(template: Template, logicalId: string): unknown {
  const resources = template.value['Resources'] as Readonly<Record<string, unknown>> | undefined
  return resources?.[logicalId]
}
