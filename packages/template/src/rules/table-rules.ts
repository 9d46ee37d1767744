import { isUnknown, type ResolvedValue } from '../unknown.ts'
import type { TemplatePath } from '../value.ts'
import type { Remark, Rule } from './rule.ts'
import { below, itemsOf, type Site, sitesOf, textOf } from './site.ts'

const createTable = 'https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html'
const tableLimits = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html'

/** Keys and attribute definitions that do not fit each other. */
export const tableKeys: Rule = {
  id: 'template/table-keys',
  category: 'correctness',
  severity: 'error',
  summary: 'A table defines exactly the attributes that its keys and indexes use; a key is HASH, then RANGE.',
  source: createTable,
  *check(input) {
    for (const site of sitesOf(input, 'AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable')) {
      const { properties } = site
      const schemas: (readonly [schema: ResolvedValue | undefined, path: TemplatePath])[] = [
        [properties['KeySchema'], ['KeySchema']],
        ...indexesOf(site).map(([index, path]) => [below(index, 'KeySchema'), [...path, 'KeySchema']] as const),
      ]
      const used = new Map<string, TemplatePath>()
      let isOpen = isUnknown(properties['GlobalSecondaryIndexes']) || isUnknown(properties['LocalSecondaryIndexes'])
      for (const [schema, path] of schemas) {
        if (schema === undefined) continue
        if (!Array.isArray(schema)) isOpen = true
        yield* keyRemarks(schema, path, site)
        for (const [key, index] of itemsOf(schema)) {
          const name = textOf(below(key, 'AttributeName'))
          if (name === undefined) isOpen = true
          else if (!used.has(name)) used.set(name, [...path, index, 'AttributeName'])
        }
      }
      yield* definitionRemarks(site, used, isOpen)
    }
  },
}

function* keyRemarks(schema: ResolvedValue, path: TemplatePath, { at }: Site): Generator<Remark> {
  const types = itemsOf(schema).map(([key]) => textOf(below(key, 'KeyType')))
  if (!Array.isArray(schema) || types.includes(undefined)) return
  // Indexes may have keys of several attributes: all HASH keys stand before all RANGE keys.
  const isOrdered = types.join(' ').match(/^HASH( HASH){0,3}( RANGE){0,4}$/) !== null
  const isTable = path.length === 1
  if (isOrdered && (!isTable || types.length <= 2) && (!isTable || types[1] !== 'HASH')) return
  yield {
    path: at(...path),
    message: `a key is one HASH attribute, then at most one RANGE; this is ${types.join(', ') || 'empty'}`,
    fix: 'write "- { AttributeName: pk, KeyType: HASH }", then the RANGE attribute',
  }
}

function* definitionRemarks(
  { properties, at, logicalId }: Site,
  used: ReadonlyMap<string, TemplatePath>,
  isOpen: boolean,
): Generator<Remark> {
  const definitions = properties['AttributeDefinitions']
  if (definitions !== undefined && !Array.isArray(definitions)) return
  const defined = itemsOf(definitions).map(([item]) => textOf(below(item, 'AttributeName')))
  for (const [name, path] of used) {
    if (defined.includes(name) || defined.includes(undefined)) continue
    yield {
      path: at(...path),
      message: `key attribute "${name}" of ${logicalId} is not defined`,
      fix: `add "- { AttributeName: ${name}, AttributeType: S }" to AttributeDefinitions`,
    }
  }
  if (isOpen) return
  for (const [index, name] of defined.entries()) {
    if (name === undefined) continue
    const path = at('AttributeDefinitions', index)
    if (!used.has(name)) {
      const message = `attribute "${name}" is defined, but no key of ${logicalId} uses it`
      yield { path, message, fix: 'remove it: other attributes need no definition' }
    } else if (defined.indexOf(name) !== index) {
      yield { path, message: `attribute "${name}" is defined twice`, fix: 'remove one of the two' }
    }
  }
}

/** Indexes and capacity that DynamoDB refuses. */
export const tableSettings: Rule = {
  id: 'template/table-settings',
  category: 'correctness',
  severity: 'error',
  summary: 'Capacity fits the billing mode, index names are unique, and their number stays within the limits.',
  source: `${createTable} ${tableLimits}`,
  *check(input) {
    for (const site of sitesOf(input, 'AWS::DynamoDB::Table')) {
      const { properties, at, logicalId } = site
      const mode = properties['BillingMode'] === undefined ? 'PROVISIONED' : textOf(properties['BillingMode'])
      const parts: (readonly [ResolvedValue, TemplatePath])[] = [[properties, []], ...globalIndexes(site)]
      for (const [part, path] of parts) {
        const capacity = below(part, 'ProvisionedThroughput')
        const what = path.length === 0 ? logicalId : `index ${textOf(below(part, 'IndexName')) ?? ''} of ${logicalId}`
        if (mode === 'PAY_PER_REQUEST' && capacity !== undefined && !isUnknown(capacity)) {
          const message = `${what} has provisioned throughput, but is billed by request`
          yield { path: at(...path, 'ProvisionedThroughput'), message, fix: 'remove ProvisionedThroughput' }
        } else if (mode === 'PROVISIONED' && capacity === undefined) {
          const message = `${what} is billed by capacity and provisions none`
          yield { path: at(...path), message, fix: `add "BillingMode: PAY_PER_REQUEST" to ${logicalId}` }
        }
      }
      const names = indexesOf(site).map(([index, path]) => [textOf(below(index, 'IndexName')), path] as const)
      for (const [position, [name, path]] of names.entries()) {
        if (name === undefined || names.findIndex(([other]) => other === name) === position) continue
        yield { path: at(...path, 'IndexName'), message: `two indexes are called "${name}"`, fix: 'rename one of them' }
      }
      for (const [kind, most] of [
        ['Global', 20],
        ['Local', 5],
      ] as const) {
        const key = `${kind}SecondaryIndexes`
        const count = itemsOf(properties[key]).length
        if (count <= most) continue
        yield {
          path: at(key),
          message: `${count} ${kind.toLowerCase()} indexes, ${most} are allowed`,
          fix: 'remove some',
        }
      }
      const hasRange = itemsOf(properties['KeySchema']).length > 1
      if (
        itemsOf(properties['LocalSecondaryIndexes']).length > 0 &&
        !hasRange &&
        Array.isArray(properties['KeySchema'])
      ) {
        const message = `${logicalId} has local indexes, but its key has no RANGE attribute`
        yield { path: at('LocalSecondaryIndexes'), message, fix: 'make them global indexes, or add a RANGE key' }
      }
    }
  },
}

function globalIndexes({ properties }: Site): readonly (readonly [ResolvedValue, TemplatePath])[] {
  return itemsOf(properties['GlobalSecondaryIndexes']).map(([item, index]) => [item, ['GlobalSecondaryIndexes', index]])
}

function indexesOf(site: Site): readonly (readonly [ResolvedValue, TemplatePath])[] {
  const local = itemsOf(site.properties['LocalSecondaryIndexes'])
  return [...globalIndexes(site), ...local.map(([item, index]) => [item, ['LocalSecondaryIndexes', index]] as const)]
}
