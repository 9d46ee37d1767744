/** CreateChangeSet: what would happen, worked out at once and shown after some looks. */
import { randomUUID } from 'node:crypto'
import { compare, type Difference, isEmpty } from '../change-set/compare.ts'
import type { ChangeSet } from '../change-set/model.ts'
import { early } from '../change-set/validate.ts'
import { type Cloud, findStack } from '../cloud/cloud.ts'
import { beginOperation, stackType, tellStack } from '../cloud/events.ts'
import type { Definition, Stack } from '../cloud/model.ts'
import { makeStack } from '../cloud/stacks.ts'
import { missingExport } from '../operation/exports.ts'
import { definitionOf } from '../operation/nested.ts'
import { reasons, words } from '../sources.ts'
import { fixedName, physicalId } from '../template/names.ts'
import { writtenResources } from '../template/read.ts'
import { flag, required, structure, structures, text, texts } from '../wire/input.ts'
import { type Input, invalid, type Output, Refused } from '../wire/query.ts'
import { definitionFrom } from './request.ts'
import { checkUpdatable } from './stacks.ts'

type Kind = ChangeSet['type']

export function createChangeSet(cloud: Cloud, input: Input): Output {
  const stackName = required(input, 'StackName')
  const name = required(input, 'ChangeSetName')
  const type = (text(input, 'ChangeSetType') ?? 'UPDATE') as Kind
  const found = findStack(cloud, stackName)
  checkState(found, type, stackName, name)
  const definition = definitionFrom(cloud, input, found)
  const imports = importsOf(definition, input, type)
  const stack = found ?? makeStack(cloud, stackName, { ...definition, template: emptyTemplate, parameters: {} })
  const isTaken = ({ stackId, name: other, status, execution }: ChangeSet): boolean =>
    stackId === stack.id && other === name && status !== 'DELETE_COMPLETE' && execution !== 'EXECUTE_COMPLETE'
  if (cloud.changeSets.some(isTaken)) {
    throw new Refused('AlreadyExistsException', words.changeSetExists(name))
  }
  if (found === undefined) tellStack(cloud, stack, 'REVIEW_IN_PROGRESS', reasons.begun)
  const changeSet = prepare(cloud, stack, definition, { input, name, type, imports })
  return { Id: changeSet.id, StackId: stack.id }
}

const emptyTemplate = { body: '', value: { Resources: {} }, transforms: [] }

function checkState(stack: Stack | undefined, type: Kind, stackName: string, name: string): void {
  if (type === 'UPDATE') {
    if (stack === undefined) throw invalid(words.noStack(stackName))
    checkUpdatable(stack)
  } else if (type === 'CREATE' && stack !== undefined && stack.status !== 'REVIEW_IN_PROGRESS') {
    throw invalid(words.createdAgain(stackName, name))
  } else if (type === 'IMPORT' && stack !== undefined && stack.status !== 'REVIEW_IN_PROGRESS') checkUpdatable(stack)
}

interface Asked {
  readonly input: Input
  readonly name: string
  readonly type: Kind
  readonly imports: ReadonlyMap<string, string>
}

function prepare(cloud: Cloud, stack: Stack, definition: Definition, { input, name, type, imports }: Asked): ChangeSet {
  const id = `arn:aws:cloudformation:${cloud.region}:${cloud.account}:changeSet/${name}/${randomUUID()}`
  const importsExisting = flag(input, 'ImportExistingResources') ?? false
  const includesNested = flag(input, 'IncludeNestedStacks') ?? false
  const operation = beginOperation(cloud, stack, 'CREATE_CHANGESET', text(input, 'ClientToken')).id
  const missing = missingExport(cloud, { ...stack, definition })
  const before = driftAware(stack, text(input, 'DeploymentMode'))
  const found = missing === undefined ? compare(cloud, before, definition) : []
  const adopted = new Map([...imports, ...(importsExisting ? existing(cloud, definition, found) : [])])
  const differences = found.map(
    (one): Difference => (adopted.has(one.logicalId) && one.action === 'Add' ? { ...one, action: 'Import' } : one),
  )
  const refusal =
    missing ??
    transformFailure(definition) ??
    (flag(input, 'DisableValidation') === true ? undefined : early(cloud, stack, differences)) ??
    strayImport(differences, type)
  const isNothing = isEmpty(stack, definition, differences) && type !== 'CREATE'
  const reason = refusal ?? (isNothing ? words.noChanges : undefined)
  const children = includesNested ? nestedSets(cloud, differences, { input, name, parentId: id }) : new Map()
  const description = text(input, 'Description')
  const roleArn = text(input, 'RoleARN')
  const onStackFailure = text(input, 'OnStackFailure')
  const mode = text(input, 'DeploymentMode')
  const express = text(structure(input, 'DeploymentConfig'), 'Mode')
  const changeSet: ChangeSet = {
    ...{ id, name, type, definition, includesNested, importsExisting, differences, children, operation },
    stackId: stack.id,
    createdAt: cloud.now(),
    notifications: texts(input, 'NotificationARNs'),
    imports: adopted,
    status: 'CREATE_PENDING',
    execution: 'UNAVAILABLE',
    looks: cloud.behaviour.changeSetLooks,
    becomes:
      reason === undefined
        ? { status: 'CREATE_COMPLETE', execution: 'AVAILABLE' }
        : { status: 'FAILED', execution: 'UNAVAILABLE', reason },
    ...(description === undefined ? {} : { description }),
    ...(roleArn === undefined ? {} : { roleArn }),
    ...(onStackFailure === undefined ? {} : { onStackFailure }),
    ...(mode === undefined ? {} : { mode }),
    ...(express === undefined ? {} : { express }),
  }
  cloud.changeSets.push(changeSet)
  return changeSet
}

/** A change set that reverts drift compares with what is, not with what was asked for. Source: DeploymentMode of the model. */
function driftAware(stack: Stack, mode: string | undefined): Stack {
  if (mode !== 'REVERT_DRIFT') return stack
  const resources = new Map(
    [...stack.resources].map(([id, resource]) => {
      const { live } = resource
      if (live === 'deleted') return [id, { ...resource, physicalId: '' }] as const
      return [id, live === undefined ? resource : { ...resource, properties: live }] as const
    }),
  )
  return { ...stack, resources }
}

/** A macro that cannot run; the template's own Metadata says so. Source: https://github.com/arabold/aws-to-slack/issues/23 */
function transformFailure({ template }: Definition): string | undefined {
  const metadata = template.value['Metadata']
  const told = typeof metadata === 'object' && metadata !== null && 'FakeCloudFormation' in metadata
  const script = told ? (metadata as { FakeCloudFormation?: { transform?: string } }).FakeCloudFormation : undefined
  if (script?.transform === undefined) return undefined
  return `Transform ${template.transforms[0] ?? 'AWS::Serverless-2016-10-31'} failed with: ${script.transform}`
}

function importsOf(definition: Definition, input: Input, type: Kind): ReadonlyMap<string, string> {
  const named = structures(input, 'ResourcesToImport').map((one): readonly [string, string] => {
    // A map's entries: ResourceIdentifier.entry.1.key and .value.
    const entries = structure(structure(one, 'ResourceIdentifier'), 'entry')
    const first = Object.values(entries)[0]
    const value = typeof first === 'object' && !Array.isArray(first) ? text(first as Input, 'value') : undefined
    return [text(one, 'LogicalResourceId') ?? '', value ?? '']
  })
  if (type !== 'IMPORT') return new Map()
  if (named.length === 0) throw invalid(words.nothingToImport)
  const written = new Map(writtenResources(definition.template).map((one) => [one.logicalId, one]))
  const bare = named.filter(([id]) => written.get(id)?.attributes['DeletionPolicy'] === undefined).map(([id]) => id)
  if (bare.length > 0) throw invalid(words.importsWithoutPolicy(bare.join(', ')))
  return new Map(named)
}

/** What ImportExistingResources would take over: custom-named ones that exist and have a policy that keeps them. */
function existing(
  cloud: Cloud,
  definition: Definition,
  found: readonly Difference[],
): readonly (readonly [string, string])[] {
  const kept = new Set(
    writtenResources(definition.template)
      .filter(({ attributes }) => /^Retain/.test(String(attributes['DeletionPolicy'])))
      .map(({ logicalId }) => logicalId),
  )
  return found.flatMap(({ logicalId, type, action, properties = {} }) => {
    const name = fixedName(type, properties)
    if (action !== 'Add' || name === undefined || !kept.has(logicalId)) return []
    const id = physicalId(type, name, cloud)
    const free = cloud.physical.find((one) => one.type === type && one.id === id && one.owner === undefined)
    return free === undefined ? [] : [[logicalId, name] as const]
  })
}

function strayImport(differences: readonly Difference[], type: Kind): string | undefined {
  const others = differences.filter(({ action }) => action !== 'Import').map(({ logicalId }) => logicalId)
  return type === 'IMPORT' && others.length > 0 ? words.importTouches(others.join(', ')) : undefined
}

/** A change set of its own for each nested stack that exists and may change. */
function nestedSets(
  cloud: Cloud,
  differences: readonly Difference[],
  { input, name, parentId }: { readonly input: Input; readonly name: string; readonly parentId: string },
): ReadonlyMap<string, string> {
  const sets = new Map<string, string>()
  for (const { logicalId, type, properties = {}, before } of differences) {
    if (type !== stackType || before === undefined) continue
    const child = findStack(cloud, before.physicalId)
    if (child === undefined) continue
    const made = definitionOf(cloud, child, { properties })
    if (typeof made === 'string') continue
    const letters = randomUUID().slice(0, 8).toUpperCase()
    const nested = prepare(cloud, child, made, {
      input,
      name: `${name}-${logicalId}-${letters}`.slice(0, 128),
      type: 'UPDATE',
      imports: new Map(),
    })
    Object.assign(nested, { parentId, rootId: parentId })
    sets.set(logicalId, nested.id)
  }
  return sets
}
