import { describe, expect, test } from 'vitest'
import { attributeShape, attributesOf, hasAttribute } from './attributes.ts'
import { openSchemas } from './schema-book.ts'
import { isSlip, likeliest } from './slip.ts'

const book = openSchemas()

describe('attributesOf', () => {
  test.each([
    ['AWS::S3::Bucket', 'Arn', true],
    ['AWS::S3::Bucket', 'BucketName', false],
    ['AWS::DynamoDB::Table', 'StreamArn', true],
    ['AWS::RDS::DBInstance', 'Endpoint.Port', true],
    ['AWS::RDS::DBInstance', 'Endpoint.Colour', false],
    ['AWS::SQS::Queue', 'QueueName', true],
    ['AWS::EC2::SecurityGroup', 'GroupId', true],
    ['AWS::CloudFormation::Stack', 'Outputs.Any', true],
    ['AWS::CloudFormation::Stack', 'Any', false],
    ['AWS::Serverless::Function', 'Arn', true],
    ['AWS::Serverless::Function', 'Version', true],
    ['AWS::Serverless::Function', 'Alias.AliasArn', true],
    ['AWS::Serverless::HttpApi', 'ApiEndpoint', true],
    ['AWS::Serverless::Application', 'Outputs.Any', true],
  ])('%s has %s: %s', (type, attribute, expected) => {
    expect(hasAttribute(attributesOf(type, book) ?? [], attribute)).toBe(expected)
  })

  test.each(['Custom::Thing', 'AWS::Quasar::Beacon', 'Team::A::B::MODULE'])('says nothing of %s', (type) => {
    expect(attributesOf(type, book)).toBeUndefined()
  })

  test('tells what an attribute holds', () => {
    expect(attributeShape('AWS::EC2::VPC', 'CidrBlockAssociations', book)?.type).toBe('array')
    expect(attributeShape('AWS::RDS::DBInstance', 'Endpoint.Port', book)?.type).toBe('string')
    expect(attributeShape('AWS::S3::Bucket', 'Nothing.There', book)).toBeUndefined()
  })
})

describe('isSlip', () => {
  test.each([
    ['BucketNam', 'BucketName', true],
    ['bucketname', 'BucketName', true],
    ['BucketNaem', 'BucketName', true],
    ['BucketNames', 'BucketName', true],
    ['Bukcet', 'Bucket', true],
    ['Valeu', 'Value', true],
    ['Kee', 'Key', true],
    ['Rule2', 'Rule', false],
    ['LayerV2', 'Layer', false],
    ['DurableConfig', 'ImageConfig', false],
    ['Max', 'Min', false],
  ])('%s for %s: %s', (name, known, expected) => {
    expect(isSlip(name, known)).toBe(expected)
  })

  test('goes before names that are merely near', () => {
    expect(likeliest('Statsu', ['State', 'Status'])).toBe('Status')
    expect(likeliest('Quasar', ['Status'])).toBeUndefined()
  })
})
