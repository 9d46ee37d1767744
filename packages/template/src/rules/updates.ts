import type { Finding } from '@project-utils/contract'
import { namedResources } from '../named-resources.ts'
import type { ResolvedResource, ResolvedTemplate } from '../resolve.ts'
import { isReplacing } from '../schema/replacement.ts'
import type { SchemaBook } from '../schema/schema-book.ts'
import { isKnownMap, type ResolvedMap, type ResolvedValue } from '../unknown.ts'
import type { TemplatePath } from '../value.ts'
import { below, isWhole, itemsOf, textOf } from './site.ts'
import { guidePage } from './sources.ts'

/** A resource that is in the stack and in the template that would update it. */
interface Pair {
  readonly before: ResolvedResource
  readonly after: ResolvedResource
  /** The physical name that both templates fix; undefined where one leaves it open, or it changes. */
  readonly name: string | undefined
}

/** What an update would be refused for; `path` is below the resource. */
interface UpdateRemark {
  readonly path: TemplatePath
  readonly message: string
  readonly fix: string
}

/** One thing that AWS refuses in an update, although the template alone is right. */
export interface UpdateRule {
  readonly id: `template/${string}`
  readonly summary: string
  readonly source: string
  check(pair: Pair, schemas: SchemaBook): Iterable<UpdateRemark>
}

const typeChange: UpdateRule = {
  id: 'template/type-change',
  summary: 'An update leaves the type of a logical id as it is.',
  source: guidePage('troubleshooting'),
  *check({ before, after }) {
    if (before.type === after.type) return
    yield {
      path: ['Type'],
      message: `${after.logicalId} is ${before.type} in the stack and cannot become ${after.type}`,
      fix: 'give the new resource another logical id',
    }
  },
}

const twoIndexChanges: UpdateRule = {
  id: 'template/two-index-changes',
  summary: 'An update makes or removes one global index of a table at a time.',
  source:
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html',
  *check({ before, after }) {
    if (after.type !== 'AWS::DynamoDB::Table' && after.type !== 'AWS::DynamoDB::GlobalTable') return
    if (before.type !== after.type || keysDiffer(before, after)) return
    const [old, wanted] = [indexesOf(before.properties), indexesOf(after.properties)]
    if (old === undefined || wanted === undefined) return
    const added = [...wanted.keys()].filter((name) => !old.has(name))
    const removed = [...old.keys()].filter((name) => !wanted.has(name))
    const remade = [...wanted].flatMap(([name, text]) => (old.has(name) && old.get(name) !== text ? [name] : []))
    // A changed index is removed and made again: two changes of one name.
    const count = added.length + removed.length + 2 * remade.length
    if (count < 2) return
    const what = [
      ...(added.length > 0 ? [`makes ${added.join(', ')}`] : []),
      ...(removed.length > 0 ? [`removes ${removed.join(', ')}`] : []),
      ...(remade.length > 0 ? [`makes ${remade.join(', ')} anew`] : []),
    ]
    yield {
      path: ['Properties', 'GlobalSecondaryIndexes'],
      message: `this update ${what.join(' and ')} on table ${after.logicalId}: DynamoDB takes one index change at a time`,
      fix: 'deploy the changes one after the other, each index under a name of its own',
    }
  },
}

function keysDiffer(before: ResolvedResource, after: ResolvedResource): boolean {
  return differ(before.properties['KeySchema'], after.properties['KeySchema'])
}

function indexesOf({ GlobalSecondaryIndexes: indexes }: ResolvedMap): ReadonlyMap<string, string> | undefined {
  if (indexes !== undefined && !Array.isArray(indexes)) return undefined
  const named = itemsOf(indexes).map(([index]): readonly [string | undefined, string] => [
    textOf(below(index, 'IndexName')),
    spelled([below(index, 'KeySchema') ?? null, below(index, 'Projection') ?? null]),
  ])
  return named.some(([name]) => name === undefined)
    ? undefined
    : new Map(named as readonly (readonly [string, string])[])
}

const namedReplacement: UpdateRule = {
  id: 'template/named-replacement',
  summary: 'An update does not replace a resource whose physical name the template fixes.',
  source: `https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html ${guidePage('troubleshooting')}`,
  *check({ before, after, name }, schemas) {
    if (name === undefined || before.type !== after.type) return
    for (const path of replacingChanges(before, after, schemas)) {
      yield {
        path: ['Properties', ...path],
        message: `a change of ${path.join('.')} replaces ${after.logicalId}, and CloudFormation replaces nothing with a fixed name ("${name}")`,
        fix: 'change the name as well, or leave the name to CloudFormation',
      }
    }
  },
}

function* replacingChanges(
  before: ResolvedResource,
  after: ResolvedResource,
  schemas: SchemaBook,
): Generator<TemplatePath> {
  const compare = function* (
    left: ResolvedValue | undefined,
    right: ResolvedValue | undefined,
    path: TemplatePath,
  ): Generator<TemplatePath> {
    if (!differ(left, right)) return
    const replacing = path.length === 0 ? 'maybe' : isReplacing(after.type, path, schemas)
    if (replacing === 'yes' || (path.length === 1 && alsoReplacing[after.type] === path[0])) {
      yield path
    } else if (replacing === 'maybe' && isKnownMap(left) && isKnownMap(right)) {
      for (const key of new Set([...Object.keys(left), ...Object.keys(right)]))
        yield* compare(left[key], right[key], [...path, key])
    }
  }
  yield* compare(before.properties, after.properties, [])
}

/** A property that replaces, although its schema does not say so. */
const alsoReplacing: Readonly<Record<string, string>> = { 'AWS::DynamoDB::Table': 'KeySchema' }

/** Tells whether two values certainly differ; what is unknown differs from nothing. */
function differ(left: ResolvedValue | undefined, right: ResolvedValue | undefined): boolean {
  return isWholeEnough(left) && isWholeEnough(right)
    ? spelled(left ?? null) !== spelled(right ?? null)
    : isDeepDifferent(left, right)
}

function isWholeEnough(value: ResolvedValue | undefined): boolean {
  return value === undefined || isWhole(value)
}

/** Parts of maps that are known may differ, although others are not. */
function isDeepDifferent(left: ResolvedValue | undefined, right: ResolvedValue | undefined): boolean {
  if (!isKnownMap(left) || !isKnownMap(right)) return false
  const keys = new Set([...Object.keys(left), ...Object.keys(right)])
  return [...keys].some((key) => differ(left[key], right[key]))
}

/** One spelling for one value: keys in order, and scalars as text, as CloudFormation compares them. */
function spelled(value: ResolvedValue): string {
  if (Array.isArray(value)) return `[${(value as readonly ResolvedValue[]).map(spelled).join(',')}]`
  if (!isKnownMap(value)) return JSON.stringify(String(value))
  const entries = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${spelled(value[key] ?? null)}`)
  return `{${entries.join(',')}}`
}

/** All rules about updates. */
export const updateRules: readonly UpdateRule[] = [typeChange, twoIndexChanges, namedReplacement]

/**
 * What AWS would refuse in an update of a stack, found from the template the stack has and the one it is to get; places
 * are those of the latter. Silent where a value is unknown. Pure.
 */
export function updateRefusals(
  previous: ResolvedTemplate,
  next: ResolvedTemplate,
  schemas: SchemaBook,
): readonly Finding[] {
  const before = new Map(namedResources(previous).map(({ logicalId, name }) => [logicalId, name]))
  const after = new Map(namedResources(next).map(({ logicalId, name }) => [logicalId, name]))
  return Object.values(next.resources).flatMap((resource) => {
    const { logicalId } = resource
    const old = previous.resources[logicalId]
    if (old === undefined) return []
    const name = before.get(logicalId) === after.get(logicalId) ? after.get(logicalId) : undefined
    return updateRules.flatMap(({ id, check }) =>
      [...check({ before: old, after: resource, name }, schemas)].map(
        ({ path, message, fix }): Finding => ({
          rule: id,
          category: 'correctness',
          severity: 'error',
          message,
          where: next.template.place(['Resources', logicalId, ...path]),
          fix,
        }),
      ),
    )
  })
}
