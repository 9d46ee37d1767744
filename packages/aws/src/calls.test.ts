import { expect, it } from 'vitest'
import { isMutating, servicePrefix } from './calls.ts'

it.each([
  ['GetObject', false],
  ['ListObjectsV2', false],
  ['DescribeStacks', false],
  ['HeadObject', false],
  ['BatchGetItem', false],
  ['ValidateTemplate', false],
  ['PutObject', true],
  ['CreateChangeSet', true],
  ['Invoke', true],
  ['DetectStackDrift', true],
  ['Unheard', true],
])('tells whether %s may change something: %s', (operation, mutating) => {
  expect(isMutating(operation)).toBe(mutating)
})

it.each([
  ['S3Client', 's3'],
  ['CloudWatchLogsClient', 'logs'],
  ['SecretsManagerClient', 'secretsmanager'],
  ['SFNClient', 'states'],
])('names the service of %s by its IAM prefix %s', (client, prefix) => {
  expect(servicePrefix(client)).toBe(prefix)
})
