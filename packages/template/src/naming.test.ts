import { expect, test } from 'vitest'
import { conventionalName, followsConvention } from './naming.ts'

const setting = { project: 'shop', environment: 'dev' }

test.each([
  ['AWS::DynamoDB::Table', 'shop-dev-table', true],
  ['AWS::DynamoDB::Table', 'shop-dev-table-orders', true],
  ['AWS::DynamoDB::Table', 'shop-dev-orders', false],
  ['AWS::DynamoDB::Table', 'shop-dev-tables', false],
  ['AWS::DynamoDB::Table', 'orders', false],
  ['AWS::DynamoDB::Table', 'shop-development-table', false],
  ['AWS::Lambda::Function', 'shop-dev-function-api', true],
  ['AWS::SQS::Queue', 'shop-dev-queue-orders.fifo', true],
  ['AWS::S3::Bucket', 'shop-dev-site-111111111111', true],
  ['AWS::S3::Bucket', 'shop-prod-site', false],
  ['AWS::Logs::LogGroup', '/aws/lambda/shop-dev-function-api', true],
  ['AWS::Logs::LogGroup', '/shop/dev/api', true],
  ['AWS::Logs::LogGroup', '/aws/lambda/api', false],
  ['AWS::KMS::Alias', 'alias/shop-dev-key', true],
  ['AWS::SSM::Parameter', '/shop/prod/key', false],
])('%s called %s: by convention %s', (type, name, expected) => {
  expect(followsConvention(name, type, setting)).toBe(expected)
})

test('a name begins with project, environment and the word of its type', () => {
  expect(conventionalName('AWS::IAM::Role', setting)).toBe('shop-dev-role')
  expect(conventionalName('AWS::CloudFront::Function', setting)).toBe('shop-dev')
})
