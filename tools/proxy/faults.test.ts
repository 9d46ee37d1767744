import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { CloudFrontClient, ListDistributionsCommand } from '@aws-sdk/client-cloudfront'
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import { DescribeTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { GetFunctionConfigurationCommand, LambdaClient, UpdateAliasCommand } from '@aws-sdk/client-lambda'
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { FaultName } from './faults.ts'
import { openInjector } from './inject.ts'
import { startProxy } from './proxy.ts'
import type { Rule, SeededRule } from './rule.ts'

/** A service behind the proxy that answers everything, and counts; `n` in its answers is the number of the call. */
async function openAws(rules: readonly (Rule | SeededRule)[], maxAttempts = 1) {
  let reached = 0
  const service = createServer(async (request, response) => {
    await buffer(request)
    reached += 1
    const { authorization = '', 'x-amz-target': target } = request.headers
    const isXml = /\/(cloudformation|sts|cloudfront)\//.test(authorization)
    const inner = `<Account>${reached}</Account><Stacks><member><StackName>n${reached}</StackName></member></Stacks>`
    const xml = `<R><DescribeStacksResult>${inner}</DescribeStacksResult><GetCallerIdentityResult>${inner}</GetCallerIdentityResult></R>`
    const json = JSON.stringify({ RevisionId: `n${reached}`, Parameter: { Value: `n${reached}` }, target })
    const isHead = request.method === 'HEAD'
    response.writeHead(200, { 'content-type': isXml ? 'text/xml' : 'application/json', etag: `"n${reached}"` })
    response.end(isHead ? undefined : authorization.includes('/s3/') ? `content n${reached}` : isXml ? xml : json)
  })
  await once(service.listen(0, '127.0.0.1'), 'listening')
  const injector = openInjector(rules)
  const target = `http://127.0.0.1:${(service.address() as AddressInfo).port}`
  const proxy = await startProxy({ target, interceptors: injector.interceptors })
  onTestFinished(async () => {
    await proxy.close()
    service.closeAllConnections()
    await once(service.close(), 'close')
  })
  const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret' }
  const config = { endpoint: proxy.endpoint, region: 'us-east-1', credentials, maxAttempts }
  const calls = {
    's3.PutObject': () => s3().send(new PutObjectCommand({ Bucket: 'b', Key: 'k', Body: 'x'.repeat(100_000) })),
    's3.GetObject': async () =>
      (await s3().send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }))).Body?.transformToString(),
    's3.HeadObject': () => s3().send(new HeadObjectCommand({ Bucket: 'b', Key: 'k' })),
    'cloudformation.DescribeStacks': () =>
      new CloudFormationClient(config).send(new DescribeStacksCommand({ StackName: 'a' })),
    'sts.GetCallerIdentity': () => new STSClient(config).send(new GetCallerIdentityCommand()),
    'cloudfront.ListDistributions': () => new CloudFrontClient(config).send(new ListDistributionsCommand()),
    'lambda.GetFunctionConfiguration': () =>
      new LambdaClient(config).send(new GetFunctionConfigurationCommand({ FunctionName: 'f' })),
    'lambda.UpdateAlias': () =>
      new LambdaClient(config).send(new UpdateAliasCommand({ FunctionName: 'f', Name: 'live', FunctionVersion: '2' })),
    'dynamodb.PutItem': () =>
      new DynamoDBClient(config).send(new PutItemCommand({ TableName: 't', Item: { id: { S: 'a' } } })),
    'dynamodb.DescribeTable': () => new DynamoDBClient(config).send(new DescribeTableCommand({ TableName: 't' })),
    'ssm.GetParameter': () => new SSMClient(config).send(new GetParameterCommand({ Name: '/a' })),
    'monitoring.DescribeAlarms': () => new CloudWatchClient(config).send(new DescribeAlarmsCommand()),
  } as const
  const s3 = (): S3Client => new S3Client({ ...config, forcePathStyle: true })
  return { calls, injector, proxy, reached: () => reached }
}

type Called = keyof Awaited<ReturnType<typeof openAws>>['calls']

describe('a fault is seen by the SDK as what AWS gives:', () => {
  it.each<[FaultName, Called, string, number]>([
    ['throttle', 's3.PutObject', 'SlowDown', 503],
    ['throttle', 's3.GetObject', 'SlowDown', 503],
    ['throttle', 'cloudformation.DescribeStacks', 'Throttling', 400],
    ['throttle', 'sts.GetCallerIdentity', 'Throttling', 400],
    ['throttle', 'cloudfront.ListDistributions', 'Throttling', 400],
    ['throttle', 'lambda.UpdateAlias', 'TooManyRequestsException', 429],
    ['throttle', 'dynamodb.PutItem', 'ProvisionedThroughputExceededException', 400],
    ['throttle', 'dynamodb.DescribeTable', 'ThrottlingException', 400],
    ['throttle', 'ssm.GetParameter', 'ThrottlingException', 400],
    ['throttle', 'monitoring.DescribeAlarms', 'ThrottlingException', 400],
    ['server-error', 's3.PutObject', 'InternalError', 500],
    ['server-error', 'cloudformation.DescribeStacks', 'InternalFailure', 500],
    ['server-error', 'lambda.UpdateAlias', 'ServiceException', 500],
    ['server-error', 'dynamodb.PutItem', 'InternalServerError', 500],
    ['server-error', 'ssm.GetParameter', 'InternalServerError', 500],
    ['unavailable', 's3.GetObject', 'ServiceUnavailable', 503],
    ['unavailable', 'sts.GetCallerIdentity', 'ServiceUnavailable', 503],
    ['unavailable', 'lambda.GetFunctionConfiguration', 'ServiceUnavailableException', 503],
    ['unavailable', 'ssm.GetParameter', 'ServiceUnavailableException', 503],
    ['expired', 's3.PutObject', 'ExpiredToken', 400],
    ['expired', 'cloudformation.DescribeStacks', 'ExpiredToken', 403],
    ['expired', 'sts.GetCallerIdentity', 'ExpiredToken', 403],
    ['expired', 'cloudfront.ListDistributions', 'ExpiredToken', 403],
    ['expired', 'lambda.UpdateAlias', 'ExpiredTokenException', 403],
    ['expired', 'dynamodb.PutItem', 'ExpiredTokenException', 400],
    ['expired', 'ssm.GetParameter', 'ExpiredTokenException', 400],
  ])('%s of %s is %s (%i), and nothing reaches the service', async (fault, operation, name, status) => {
    const { calls, reached, injector } = await openAws([{ match: { operation }, fault }])
    await expect(calls[operation]()).rejects.toMatchObject({ name, $metadata: { httpStatusCode: status } })
    expect(reached()).toBe(0)
    expect(injector.struck()).toMatchObject([{ operation, nth: 1, fault }])
  })

  it.each<[FaultName, number]>([
    ['throttle', 503],
    ['expired', 400],
  ])('%s of HEAD is a bare status', async (fault, status) => {
    const { calls } = await openAws([{ match: { operation: 'HeadObject' }, fault }])
    await expect(calls['s3.HeadObject']()).rejects.toMatchObject({ $metadata: { httpStatusCode: status } })
  })

  it.each<[FaultName, Called, number, string]>([
    ['reset', 's3.PutObject', 0, 'reset before'],
    ['reset', 'cloudformation.DescribeStacks', 0, 'reset before'],
    ['lost-answer', 's3.PutObject', 1, 'answer lost'],
    ['lost-answer', 'lambda.UpdateAlias', 1, 'answer lost'],
    ['silence', 'dynamodb.PutItem', 1, 'silence'],
    ['truncate', 'sts.GetCallerIdentity', 1, 'truncated'],
    ['truncate', 'ssm.GetParameter', 1, 'truncated'],
    ['truncate', 's3.HeadObject', 1, 'truncated'],
  ])(
    '%s of %s breaks the connection, and the service is reached %i times',
    async (fault, operation, times, failure) => {
      const { calls, reached, proxy } = await openAws([{ match: { operation }, fault, argument: 30 }])
      await expect(calls[operation]()).rejects.toThrow(/ECONNRESET|aborted|hang up|EPIPE/)
      expect(reached()).toBe(times)
      await expect.poll(() => proxy.calls()[0]?.failure).toBe(failure)
    },
  )

  it('server-error-after is a 500 for what was done', async () => {
    const { calls, reached } = await openAws([{ match: {}, fault: 'server-error-after' }])
    await expect(calls['lambda.UpdateAlias']()).rejects.toMatchObject({ name: 'ServiceException' })
    expect(reached()).toBe(1)
  })

  it('delay lets others by, and changes nothing else', async () => {
    const { calls } = await openAws([{ match: { operation: 'GetObject' }, fault: 'delay', argument: 400 }])
    const [content] = await Promise.all([calls['s3.GetObject'](), calls['s3.PutObject']()])
    expect(content).toBe('content n2')
  })

  it('truncate may cut the body of an object, whose head says how long it is', async () => {
    const { calls } = await openAws([{ match: {}, fault: 'truncate', argument: 3 }])
    await expect(calls['s3.GetObject']()).rejects.toThrow(/aborted|ECONNRESET/)
  })

  it.each<[Called, (answer: unknown) => unknown]>([
    ['s3.GetObject', (answer) => answer],
    ['cloudformation.DescribeStacks', (answer) => (answer as { Stacks: { StackName: string }[] }).Stacks[0]?.StackName],
    ['lambda.GetFunctionConfiguration', (answer) => (answer as { RevisionId: string }).RevisionId],
    ['ssm.GetParameter', (answer) => (answer as { Parameter: { Value: string } }).Parameter.Value],
  ])('stale gives an earlier answer of %s again, until it is true again', async (operation, valueIn) => {
    const { calls } = await openAws([{ match: { operation, nth: 2 }, fault: 'stale', times: 2 }])
    const seen: unknown[] = []
    for (let round = 0; round < 4; round += 1) seen.push(valueIn(await calls[operation]()))
    const [first, , , last] = seen
    expect(seen).toEqual([first, first, first, last])
    expect(String(first)).toMatch(/n1$/)
    expect(String(last)).toMatch(/n4$/)
  })

  it('stale tells different reads apart, and lets everything through that changes something', async () => {
    const { calls, reached } = await openAws([{ match: {}, fault: 'stale', times: Number.POSITIVE_INFINITY }])
    expect(await calls['s3.GetObject']()).toBe('content n1')
    await calls['lambda.UpdateAlias']()
    await calls['lambda.UpdateAlias']()
    expect(await calls['ssm.GetParameter']()).toMatchObject({ Parameter: { Value: 'n4' } })
    expect(await calls['s3.GetObject']()).toBe('content n1')
    expect(reached()).toBe(5)
  })
})

describe('a plan', () => {
  it('strikes the n-th matching call, as often as it says, and the SDK asks again', async () => {
    const { calls, injector, reached } = await openAws(
      [{ match: { operation: 's3.*', mutating: true, nth: 2 }, fault: 'throttle', times: 2 }],
      3,
    )
    await calls['s3.PutObject']()
    await calls['s3.GetObject']()
    await calls['s3.PutObject']()
    expect(injector.struck().map(({ operation, nth }) => `${operation} ${nth}`)).toEqual([
      's3.PutObject 2',
      's3.PutObject 3',
    ])
    expect(reached()).toBe(3)
  })

  it('ends what is struck more often than the SDK asks', async () => {
    const { calls, reached } = await openAws([{ match: {}, fault: 'server-error', times: Number.POSITIVE_INFINITY }], 3)
    await expect(calls['ssm.GetParameter']()).rejects.toMatchObject({ $metadata: { attempts: 3 } })
    expect(reached()).toBe(0)
  })

  it('may be set anew while the proxy runs', async () => {
    const { calls, injector } = await openAws([{ match: {}, fault: 'reset', times: Number.POSITIVE_INFINITY }])
    await expect(calls['ssm.GetParameter']()).rejects.toThrow()
    injector.plan([])
    await calls['ssm.GetParameter']()
    expect(injector.struck()).toEqual([])
  })

  it('by a seed strikes the same calls each time, about the share that it says', async () => {
    const strikes = async (seed: string) => {
      const { calls, injector } = await openAws([{ seed, share: 0.3, faults: ['throttle', 'reset'] }])
      for (let round = 0; round < 60; round += 1) await calls['s3.HeadObject']().catch(() => undefined)
      return injector.struck().map(({ nth, fault }) => `${nth} ${fault}`)
    }
    const [first, again, other] = [await strikes('1'), await strikes('1'), await strikes('2')]
    expect(again).toEqual(first)
    expect(other).not.toEqual(first)
    expect(first.length).toBeGreaterThan(6)
    expect(first.length).toBeLessThan(34)
    expect(new Set(first.map((one) => one.split(' ')[1]))).toEqual(new Set(['throttle', 'reset']))
  })

  it('leaves alone what nobody signed', async () => {
    const { proxy, injector } = await openAws([{ match: {}, fault: 'reset', times: Number.POSITIVE_INFINITY }])
    expect(await (await fetch(proxy.endpoint)).text()).toContain('RevisionId')
    expect(injector.struck()).toEqual([])
  })
})
