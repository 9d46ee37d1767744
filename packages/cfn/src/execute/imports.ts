import { type Place, ProjectError, type Refusal } from '@project-utils/contract'
import { namedResources, openSchemas, type ResolvedTemplate, type Template } from '@project-utils/template'
import type { ChangeSetView } from '../change-set/change-set-view.ts'
import type { ExistingLook } from '../existing.ts'
import type { DesiredStack } from '../state/desired.ts'
import type { ImportedResource } from './stack-input.ts'

/** A resource that is there already and that a person wants in a stack. */
export interface ImportRequest {
  /** The stack that takes it over. */
  readonly key: string
  readonly logicalId: string
  /** What identifies it; several values are separated by `|`. Absent where it is known by the name in the template. */
  readonly identifier?: string
}

/** How a stack takes resources over. */
export interface StackImports {
  /** By the names that the template gives them; other changes may go along. */
  readonly byName: readonly string[]
  /** By what identifies them; CloudFormation then allows no other change. */
  readonly byIdentifier: readonly ImportedResource[]
}

/**
 * Finds what `--import RESOURCE` and `--import RESOURCE=IDENTIFIER` mean in the chosen stacks, before anything is asked.
 *
 * @throws ProjectError `CFN_IMPORT_INVALID`
 */
export function readImports(
  given: readonly string[],
  stacks: readonly { readonly key: string }[],
  templates: Readonly<Record<string, Template>>,
): readonly ImportRequest[] {
  return given.map((text) => {
    const at = text.indexOf('=')
    const logicalId = at < 0 ? text : text.slice(0, at)
    const holders = stacks.filter(({ key }) => templates[key]?.resources[logicalId] !== undefined)
    const [holder] = holders
    if (holder === undefined) {
      const are = stacks.map(({ key }) => key).join(', ') || 'none'
      throw invalid(`no template of the chosen stacks (${are}) has a resource ${logicalId}`, {
        hint: 'add it to the template as it is in the account, then name it by its logical id',
      })
    }
    if (holders.length > 1) {
      throw invalid(`${holders.map(({ key }) => key).join(' and ')} both have a resource ${logicalId}`, {
        hint: `name the stack: project-cfn deploy ${holder.key} --import ${text}`,
      })
    }
    const identifier = at < 0 ? {} : { identifier: text.slice(at + 1) }
    return { key: holder.key, logicalId, ...identifier }
  })
}

/**
 * How a stack takes over what is asked for: by name where the template fixes one, else by what identifies its type. A
 * resource must be kept by its DeletionPolicy, so that a failed import cannot delete it. Source: CloudFormation user
 * guide, "Import AWS resources into a CloudFormation stack"; API reference, CreateChangeSet, "ImportExistingResources".
 *
 * @throws ProjectError `CFN_IMPORT_INVALID`
 */
export function importsOf(
  requests: readonly Omit<ImportRequest, 'key'>[],
  template: Template,
  resolved: ResolvedTemplate,
): StackImports {
  const named = new Set(namedResources(resolved).map(({ logicalId }) => logicalId))
  const byName: string[] = []
  const byIdentifier: ImportedResource[] = []
  for (const { logicalId, identifier } of requests) {
    const resource = resolved.resources[logicalId]
    const where = { ...template.place(['Resources', logicalId]), resource: logicalId }
    if (resource === undefined) throw invalid(`the condition of ${logicalId} leaves it out`, { where })
    const policy = resource.deletionPolicy
    const keeps = policy === 'Retain' || policy === 'RetainExceptOnCreate'
    if (identifier === undefined ? !keeps : policy === undefined) {
      throw invalid(`${logicalId} has no DeletionPolicy that keeps it, so it cannot be imported`, {
        hint: `give it "DeletionPolicy: Retain" in ${template.file}`,
        where,
      })
    }
    if (identifier !== undefined) byIdentifier.push(identified(logicalId, resource.type, identifier, where))
    else if (named.has(logicalId)) byName.push(logicalId)
    else {
      throw invalid(`${logicalId} has no fixed name in ${template.file} by which it could be found`, {
        hint: `say what identifies it: --import ${logicalId}=${identifiersOf(resource.type)?.join('|') ?? 'IDENTIFIER'}`,
        where,
      })
    }
  }
  return { byName, byIdentifier }
}

/** One refusal for each resource that was to be taken over by its name and is not there: it would be created. Pure. */
export function importRefusals(
  { imports, template, resolved, name: stack }: DesiredStack,
  changeSet: Pick<ChangeSetView, 'changes'> | undefined,
  looked: ExistingLook | undefined,
): readonly Refusal[] {
  const known = (id: string): boolean =>
    changeSet === undefined
      ? looked === undefined || [...looked.existing, ...looked.unlooked].some(({ logicalId }) => logicalId === id)
      : !changeSet.changes.some(({ subject, action }) => subject === id && action === 'create')
  const names = new Map(namedResources(resolved).map(({ logicalId, name }) => [logicalId, name]))
  return (imports?.byName ?? [])
    .filter((id) => !known(id))
    .map((id) => ({
      code: 'CFN_IMPORT_INVALID',
      message: `stack ${stack} cannot take ${id} over: no ${resolved.resources[id]?.type} "${names.get(id)}" was found`,
      hint: `leave --import ${id} away to create it, or correct its name in ${template.file}`,
      where: { ...template.place(['Resources', id]), resource: id },
    }))
}

function identified(logicalId: string, type: string, text: string, where: Place): ImportedResource {
  const keys = identifiersOf(type)
  if (keys === undefined) throw invalid(`${logicalId}: it is not published what identifies ${type}`, { where })
  const values = keys.length === 1 ? [text] : text.split('|')
  if (values.length !== keys.length || values.includes('')) {
    throw invalid(`${logicalId}: ${type} is identified by ${keys.join(' and ')}, not by "${text}"`, {
      hint: `write --import ${logicalId}=${keys.join('|')}`,
      where,
    })
  }
  return { logicalId, type, identifier: Object.fromEntries(keys.map((key, index) => [key, values[index] ?? ''])) }
}

function identifiersOf(type: string): readonly string[] | undefined {
  return openSchemas().schemaOf(type)?.identifier
}

function invalid(message: string, { hint, where }: Partial<Pick<Refusal, 'hint' | 'where'>>): ProjectError {
  return new ProjectError('CFN_IMPORT_INVALID', message, {
    ...(hint === undefined ? {} : { hint }),
    ...(where === undefined ? {} : { where }),
  })
}
