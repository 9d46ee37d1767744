import { describe, expect, test } from 'vitest'
import { expression } from './expression.ts'
import { isKnownType } from './resource-types.ts'
import { openSchemas } from './schema-book.ts'
import type { ResourceSchema, Shape } from './shape.ts'

const book = openSchemas()

/** All shapes of a schema, its definitions among them. */
function shapesOf(schema: ResourceSchema): readonly Shape[] {
  const found: Shape[] = []
  const visit = (shape: Shape): void => {
    found.push(shape)
    const { properties = {}, patterns = {}, additional, items, branches = [] } = shape
    const below = [...Object.values(properties), ...Object.values(patterns), ...branches]
    for (const one of [...below, additional || undefined, items]) if (one !== undefined) visit(one)
  }
  visit(schema)
  for (const one of Object.values(schema.definitions ?? {})) visit(one)
  return found
}

describe('openSchemas', () => {
  test('says of which day the schemas are, and knows many types, sorted', () => {
    expect(book.date).toMatch(/^20\d\d-\d\d-\d\d$/)
    const types = book.types()
    expect(types.length).toBeGreaterThan(1500)
    expect(types).toEqual([...types].sort())
    expect(types).not.toContain('Globals')
  })

  test('gives the schema of a type, the same each time', () => {
    const bucket = book.schemaOf('AWS::S3::Bucket')
    expect(bucket?.name).toBe('AWS::S3::Bucket')
    expect(bucket?.properties).toHaveProperty('BucketName')
    expect(bucket?.tags).toBe('Tags')
    expect(book.schemaOf('AWS::S3::Bucket')).toBe(bucket)
  })

  test.each(['AWS::S3', 'AWS::S3::Bucket ', 'S3::Bucket', '', 'Custom::Thing', 'toString'])(
    'knows no type "%s"',
    (type) => {
      expect(book.schemaOf(type)).toBeUndefined()
      expect(book.isAvailable(type, 'us-east-1')).toBeUndefined()
    },
  )

  test('tells where a type exists', () => {
    expect(book.isAvailable('AWS::S3::Bucket', 'eu-west-1')).toBe(true)
    expect(book.isAvailable('AWS::Serverless::Function', 'eu-west-1')).toBeUndefined()
    expect(book.isAvailable('AWS::S3::Bucket', 'moon-1')).toBeUndefined()
    expect(book.types().some((type) => book.isAvailable(type, 'us-gov-west-1') === false)).toBe(true)
  })

  test('holds schemas whose references lead somewhere and whose patterns can be read', () => {
    const isRead = (pattern: string): boolean => {
      try {
        return expression(pattern) instanceof RegExp
      } catch {
        return false
      }
    }
    const broken = book.types().flatMap((type) => {
      const schema = book.schemaOf(type)
      return (schema === undefined ? [] : shapesOf(schema)).flatMap(({ ref, pattern, patterns = {} }) => [
        ...(ref === undefined || Object.hasOwn(schema?.definitions ?? {}, ref) ? [] : [`${type}: ${ref}`]),
        ...[pattern ?? '', ...Object.keys(patterns)].filter((one) => !isRead(one)),
      ])
    })
    expect(broken).toEqual([])
  })

  test.each([
    ['AWS::S3::Bucket', 'BucketName'],
    ['AWS::SQS::Queue', 'QueueName'],
    ['AWS::SNS::Topic', 'TopicName'],
    ['AWS::Lambda::Function', 'FunctionName'],
    ['AWS::DynamoDB::Table', 'TableName'],
    ['AWS::IAM::ManagedPolicy', 'ManagedPolicyName'],
    ['AWS::SecretsManager::Secret', 'Name'],
    ['AWS::StepFunctions::StateMachine', 'StateMachineName'],
    ['AWS::CloudFront::CachePolicy', 'CachePolicyConfig.Name'],
    ['AWS::CodeCommit::Repository', 'RepositoryName'],
    ['AWS::DocDB::DBCluster', 'DBClusterIdentifier'],
    ['AWS::EC2::Subnet', undefined],
    ['AWS::Lambda::EventSourceMapping', undefined],
  ])('knows what names a resource of %s: %s', (type, property) => {
    expect(book.schemaOf(type)?.nameProperty).toBe(property)
  })
})

describe('isKnownType', () => {
  test.each([
    ['AWS::S3::Bucket', true],
    ['AWS::S3::Buckett', false],
    ['AWS::Serverless::Function', true],
    ['AWS::Serverless::Functoin', false],
    ['Custom::Thing', true],
    ['AWS::CloudFormation::CustomResource', true],
    ['Team::Queue::Standard::MODULE', true],
    ['Datadog::Monitors::Monitor', true],
  ])('%s: %s', (type, expected) => {
    expect(isKnownType(type, book)).toBe(expected)
  })
})
