import { describe, expect, test } from 'vitest'
import { isReplacing } from './replacement.ts'
import { openSchemas } from './schema-book.ts'

const book = openSchemas()

describe('isReplacing', () => {
  test.each([
    ['AWS::S3::Bucket', ['BucketName'], 'yes'],
    ['AWS::S3::Bucket', ['Tags', 0, 'Value'], 'no'],
    ['AWS::Lambda::Function', ['FunctionName'], 'yes'],
    ['AWS::Lambda::Function', ['MemorySize'], 'no'],
    ['AWS::DynamoDB::Table', ['TableName'], 'yes'],
    ['AWS::DynamoDB::Table', ['KeySchema', 0, 'AttributeName'], 'maybe'],
    ['AWS::RDS::DBInstance', ['Engine'], 'maybe'],
    ['AWS::EC2::Subnet', ['VpcId'], 'yes'],
    ['AWS::KMS::Alias', ['TargetKeyId'], 'no'],
    ['Custom::Thing', ['Anything'], 'maybe'],
    ['AWS::CloudFormation::CustomResource', ['ServiceToken'], 'maybe'],
    ['AWS::Serverless::Function', ['FunctionName'], 'unknown'],
    ['AWS::Quasar::Beacon', ['Name'], 'unknown'],
    ['Team::Queue::Standard::MODULE', ['Name'], 'unknown'],
  ] as const)('%s, %j: %s', (type, path, expected) => {
    expect(isReplacing(type, path, book)).toBe(expected)
  })

  test('is not sure where only a part of what changes would replace', () => {
    const nested = book
      .types()
      .flatMap((type) => (book.schemaOf(type)?.createOnly ?? []).map((path) => [type, path.split('/')] as const))
      .filter(([type, path]) => path.length > 1 && book.schemaOf(type)?.createOnly?.includes(path[0] ?? '') === false)
    expect(nested.length).toBeGreaterThan(50)
    for (const [type, path] of nested) {
      expect(isReplacing(type, path.slice(0, 1), book), `${type} ${path.join('/')}`).toBe('maybe')
      const written = path.map((step) => (step === '*' ? 0 : step))
      expect(isReplacing(type, [...written, 'Deeper'], book), `${type} ${path.join('/')}`).toBe('yes')
    }
  })
})
