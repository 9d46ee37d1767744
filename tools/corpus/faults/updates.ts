import { type Fault, put, sites } from '../fault.ts'

/** What AWS refuses in an update of the stack that the good template made. */
export const updates: readonly Fault[] = [
  {
    rule: 'type-change',
    what: 'a logical id comes to stand for another type',
    *plant(template) {
      for (const { path, type } of sites(template, 'AWS::SQS::Queue', 'AWS::SNS::Topic', 'AWS::IAM::Role')) {
        const here = [...path, 'Type']
        yield {
          value: put(template, here, type === 'AWS::SNS::Topic' ? 'AWS::SQS::Queue' : 'AWS::SNS::Topic'),
          at: [here],
        }
      }
    },
  },
  {
    rule: 'two-index-changes',
    what: 'a table gets or loses two indexes at once',
    *plant(template) {
      for (const { path, properties } of sites(template, 'AWS::DynamoDB::Table')) {
        const here = [...path, 'Properties', 'GlobalSecondaryIndexes']
        const attributes = properties['AttributeDefinitions'] as readonly { readonly AttributeName: string }[]
        const index = (name: string) => ({
          IndexName: name,
          KeySchema: [{ AttributeName: attributes[0]?.AttributeName ?? '', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        })
        const had = Array.isArray(properties['GlobalSecondaryIndexes']) ? properties['GlobalSecondaryIndexes'] : []
        yield { value: put(template, here, [...had, index('one'), index('two')]), at: [here] }
        if (had.length > 0) yield { value: put(template, here, [index('three')]), at: [here] }
      }
    },
  },
  {
    rule: 'named-replacement',
    what: 'a change that replaces a resource whose name is fixed',
    *plant(template) {
      for (const [type, name, property, value] of [
        ['AWS::SQS::Queue', 'QueueName', 'FifoQueue', undefined],
        ['AWS::SNS::Topic', 'TopicName', 'FifoTopic', undefined],
        ['AWS::IAM::Role', 'RoleName', 'Path', '/other/'],
        ['AWS::DynamoDB::Table', 'TableName', 'KeySchema', [{ AttributeName: 'placed', KeyType: 'HASH' }]],
        ['AWS::ECR::Repository', 'RepositoryName', 'EncryptionConfiguration', { EncryptionType: 'KMS' }],
      ] as const)
        for (const { path, properties } of sites(template, type)) {
          if (typeof properties[name] !== 'string' || properties[property] === value) continue
          const here = [...path, 'Properties', property]
          yield { value: put(template, here, value), at: [here, path, [...path, 'Properties']] }
        }
    },
  },
]
