import { describe, expect, test } from 'vitest'
import { rewriteAddresses, rewriteSites, siteDomains } from './address.ts'

const endpoint = 'http://127.0.0.1:4566'

describe('addresses of the emulator and of AWS become paths of the endpoint', () => {
  test.each([
    ['http://a1b2c3d4.execute-api.localhost:4566', `${endpoint}/_aws/execute-api/a1b2c3d4`],
    [
      'https://a1b2c3d4.execute-api.us-east-1.amazonaws.com/prod/x?y=1',
      `${endpoint}/_aws/execute-api/a1b2c3d4/prod/x?y=1`,
    ],
    ['wss://a1b2c3d4.execute-api.eu-west-1.amazonaws.com/live', 'ws://127.0.0.1:4566/_aws/execute-api/a1b2c3d4/live'],
    ['https://abc123.lambda-url.us-east-1.on.aws/', `${endpoint}/_aws/lambda-url/abc123/`],
    ['https://my.bucket.s3.us-east-1.amazonaws.com/a/b', `${endpoint}/my.bucket/a/b`],
    ['https://bucket.s3.amazonaws.com/a', `${endpoint}/bucket/a`],
    ['http://bucket.s3.localhost:4566/a', `${endpoint}/bucket/a`],
    [
      'see https://a1.execute-api.us-east-1.amazonaws.com/x and https://b2.execute-api.us-east-1.amazonaws.com',
      `see ${endpoint}/_aws/execute-api/a1/x and ${endpoint}/_aws/execute-api/b2`,
    ],
  ])('%s', (output, expected) => {
    expect(rewriteAddresses(endpoint, output)).toBe(expected)
  })
})

test.each([
  'plain text',
  'arn:aws:execute-api:us-east-1:000000000000:a1b2c3d4/*',
  'https://example.com/execute-api.us-east-1.amazonaws.com',
  'https://evil.example/?u=a1.execute-api.us-east-1.amazonaws.com',
  'http://127.0.0.1:4566/_aws/execute-api/a1b2c3d4',
  'bucket',
])('leaves "%s" as it is', (output) => {
  expect(rewriteAddresses(endpoint, output)).toBe(output)
  expect(siteDomains(output)).toEqual([])
  expect(rewriteSites(output, new Map())).toBe(output)
})

describe('distributions', () => {
  const doors = new Map([['d111.cloudfront.net', 'http://127.0.0.1:4567']])

  test.each([
    ['d111.cloudfront.net', 'http://127.0.0.1:4567'],
    ['d111.cloudfront.localhost:4566', 'http://127.0.0.1:4567'],
    ['https://d111.cloudfront.net', 'http://127.0.0.1:4567'],
    ['https://d111.cloudfront.net/a?b', 'http://127.0.0.1:4567/a?b'],
    ['http://d111.cloudfront.localhost:4566/a', 'http://127.0.0.1:4567/a'],
  ])('%s leads to its door', (output, expected) => {
    expect(siteDomains(output)).toEqual(['d111.cloudfront.net'])
    expect(rewriteSites(output, doors)).toBe(expected)
  })

  test('one without a door stays as it is', () => {
    expect(rewriteSites('https://d222.cloudfront.net/x', doors)).toBe('https://d222.cloudfront.net/x')
  })
})
