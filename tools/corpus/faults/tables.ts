import { durableTypes, type TemplateMap, type TemplateValue } from '@project-utils/template'
import { at, type Fault, put, sites } from '../fault.ts'

const table = 'AWS::DynamoDB::Table'

/** What DynamoDB refuses of a table. */
export const tables: readonly Fault[] = [
  {
    rule: 'table-keys',
    what: 'keys and attributes that do not fit',
    *plant(template) {
      for (const { path, properties } of sites(template, table)) {
        const own = [...path, 'Properties']
        const attributes = properties['AttributeDefinitions'] as readonly TemplateMap[]
        const keys = properties['KeySchema'] as readonly TemplateMap[]
        const all = [
          [...own, 'AttributeDefinitions'],
          ...attributes.map((_, index) => [...own, 'AttributeDefinitions', index]),
          [...own, 'KeySchema'],
          ...keys.map((_, index) => [...own, 'KeySchema', index]),
          ...indexPaths(properties, own),
        ]
        for (const [index, attribute] of attributes.entries()) {
          yield { value: put(template, [...own, 'AttributeDefinitions', index], undefined), at: all }
          const wrong = { ...attribute, AttributeName: `${attribute['AttributeName']}s` }
          yield { value: put(template, [...own, 'AttributeDefinitions', index], wrong), at: all }
        }
        const more = { AttributeName: 'unused', AttributeType: 'S' }
        const last = [...own, 'AttributeDefinitions', attributes.length]
        yield { value: put(template, [...own, 'AttributeDefinitions'], [...attributes, more]), at: [last, ...all] }
        yield {
          value: put(template, [...own, 'KeySchema', 0, 'KeyType'], 'RANGE'),
          at: [...all, [...own, 'KeySchema', 0, 'KeyType']],
        }
        if (keys.length === 2) {
          const second = [...own, 'KeySchema', 1, 'KeyType']
          yield { value: put(template, second, 'HASH'), at: [...all, second] }
          yield { value: put(template, [...own, 'KeySchema'], keys.toReversed()), at: all }
        }
      }
    },
  },
  {
    rule: 'table-settings',
    what: 'capacity that does not fit the billing, or indexes that are too many or the same',
    *plant(template) {
      for (const { path, properties } of sites(template, table)) {
        const own = [...path, 'Properties']
        const capacity = { ReadCapacityUnits: 1, WriteCapacityUnits: 1 }
        const places = ['BillingMode', 'ProvisionedThroughput'].map((key) => [...own, key])
        if (properties['BillingMode'] === 'PAY_PER_REQUEST') {
          yield { value: put(template, [...own, 'ProvisionedThroughput'], capacity), at: [...places, path] }
          yield {
            value: put(template, [...own, 'BillingMode'], 'PROVISIONED'),
            at: [...places, path, own, ...indexPaths(properties, own)],
          }
          yield {
            value: put(template, [...own, 'BillingMode'], undefined),
            at: [...places, path, own, ...indexPaths(properties, own)],
          }
        } else {
          yield { value: put(template, [...own, 'ProvisionedThroughput'], undefined), at: [...places, path, own] }
          yield {
            value: put(template, [...own, 'BillingMode'], 'PAY_PER_REQUEST'),
            at: [...places, ...indexPaths(properties, own)],
          }
        }
        for (const kind of ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes'] as const) {
          const indexes = properties[kind]
          if (!Array.isArray(indexes)) continue
          const [first] = indexes as readonly TemplateMap[]
          const twice = [...indexes, first as TemplateValue]
          const named = twice.flatMap((_, index) => [
            [...own, kind, index],
            [...own, kind, index, 'IndexName'],
          ])
          yield { value: put(template, [...own, kind], twice), at: [[...own, kind], ...named] }
          const count = kind === 'LocalSecondaryIndexes' ? 6 : 21
          const many = Array.from({ length: count }, (_, index) => ({ ...first, IndexName: `index-${index}` }))
          yield {
            value: put(template, [...own, kind], many),
            at: [
              [...own, kind],
              [...own, kind, count - 1],
            ],
          }
        }
      }
    },
  },
  {
    rule: 'unprotected-data',
    what: 'data that goes with its resource, unsaid',
    *plant(template) {
      for (const { path, resource, type } of sites(template)) {
        if (resource['DeletionPolicy'] === undefined || resource['Condition'] !== undefined || !durableTypes.has(type))
          continue
        const bare = put(template, [...path, 'DeletionPolicy'], undefined)
        yield { value: put({ value: bare }, [...path, 'UpdateReplacePolicy'], undefined), at: [path] }
      }
    },
  },
  {
    rule: 'half-protected-data',
    what: 'data that is kept when it is removed, and lost when it is replaced',
    *plant(template) {
      for (const { path, resource, type } of sites(template))
        if (
          resource['Condition'] === undefined &&
          /^Retain|^Snapshot$/.test(String(resource['DeletionPolicy'])) &&
          /Table|Bucket|DBInstance|FileSystem|Stream|UserPool$/.test(type)
        )
          yield {
            value: put(template, [...path, 'UpdateReplacePolicy'], undefined),
            at: [path, [...path, 'DeletionPolicy']],
          }
    },
  },
  {
    rule: 'unset-retention',
    what: 'logs that are kept for ever, unsaid',
    *plant(template) {
      for (const { path } of sites(template, 'AWS::Logs::LogGroup'))
        yield {
          value: put(template, [...path, 'Properties', 'RetentionInDays'], undefined),
          at: [path, [...path, 'Properties']],
        }
      for (const name of ['ApiLogs', 'QueueLogs', 'MoreLogs', 'OtherLogs']) {
        const path = ['Resources', name]
        const group = { Type: 'AWS::Logs::LogGroup', DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' }
        yield { value: put(template, path, group), at: [path] }
      }
    },
  },
  {
    rule: 'unset-lifecycle',
    what: 'versions that pile up',
    *plant(template) {
      for (const name of ['Pictures', 'Reports']) {
        const path = ['Resources', name]
        const kept = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' }
        const bucket = {
          Type: 'AWS::S3::Bucket',
          ...kept,
          Properties: { VersioningConfiguration: { Status: 'Enabled' } },
        }
        yield { value: put(template, path, bucket), at: [path] }
      }
      for (const { path, properties, resource } of sites(template, 'AWS::S3::Bucket')) {
        if (resource['Condition'] !== undefined) continue
        const own = [...path, 'Properties']
        const places = [path, own, [...own, 'VersioningConfiguration'], [...own, 'VersioningConfiguration', 'Status']]
        const versioned = put(template, [...own, 'VersioningConfiguration'], { Status: 'Enabled' })
        yield { value: put({ value: versioned }, [...own, 'LifecycleConfiguration'], undefined), at: places }
        if (properties['LifecycleConfiguration'] === undefined) continue
        const rules = [{ Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } }]
        yield {
          value: put({ value: versioned }, [...own, 'LifecycleConfiguration', 'Rules'], rules),
          at: [...places, [...own, 'LifecycleConfiguration']],
        }
      }
    },
  },
]

function indexPaths(properties: TemplateMap, own: readonly (string | number)[]) {
  return ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes'].flatMap((kind) => {
    const list = at(properties, [kind])
    if (!Array.isArray(list)) return []
    return list.flatMap((index, nth) => [
      [...own, kind],
      [...own, kind, nth],
      [...own, kind, nth, 'KeySchema'],
      [...own, kind, nth, 'ProvisionedThroughput'],
      ...(at(index, ['KeySchema']) as readonly unknown[]).flatMap((_, key) => [
        [...own, kind, nth, 'KeySchema', key],
        [...own, kind, nth, 'KeySchema', key, 'AttributeName'],
      ]),
    ])
  })
}
