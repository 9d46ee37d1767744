import {
  CreateFunctionCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda'
import type { Scope } from '@project-utils/contract'
import type { SuiteStep } from '@project-utils/project'
import { runSuite } from '@project-utils/smoke-test'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'
import { iam } from './iam.ts'
import { zip } from './zip.ts'

const context = { signal: new AbortController().signal, emit: () => undefined }
const account = '000000000000'
const environment: Scope = { project: 'votes', environment: 'dev', tier: 'full', account, region: 'us-east-1' }
const functions = { Api: 'votes-dev-function-api' }
let local: TestCloud
let lambda: LambdaClient

const handler = (text: string): string => `exports.handler = async (event) => {
  if (event.rawPath === '/broken') throw new TypeError('broken on purpose')
  const version = process.env.AWS_LAMBDA_FUNCTION_VERSION
  const body = JSON.stringify({ text: '${text}', version, path: event.rawPath, items: [] })
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body }
}
`

beforeAll(async () => {
  local = await testCloud()
  const credentials = { accessKeyId: account, secretAccessKey: 'test' }
  lambda = new LambdaClient({ endpoint: local.endpoint, region: environment.region, credentials })
  await makeRole(local.endpoint)
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: functions.Api,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: `arn:aws:iam::${account}:role/smoke-test`,
      Code: { ZipFile: zip('index.js', handler('one')) },
    }),
  )
  await lambda.send(new PublishVersionCommand({ FunctionName: functions.Api }))
  await lambda.send(
    new UpdateFunctionCodeCommand({ FunctionName: functions.Api, ZipFile: zip('index.js', handler('two')) }),
  )
})

afterAll(async () => {
  lambda?.destroy()
  await local?.stop()
})

const step = (kind: SuiteStep['kind'], settings: SuiteStep['settings']): SuiteStep => ({
  name: 'gate 1',
  kind,
  settings,
  retry: { attempts: 1 },
  where: {},
})

const run = async (one: SuiteStep, versions: Readonly<Record<string, string>> = {}) => {
  const { steps } = await runSuite(
    { name: 'gate', steps: [one], environment, client: () => lambda as never, functions, versions },
    context,
  )
  return steps[0]?.message ?? steps[0]?.outcome
}

test('invokes the version to be checked, and $LATEST where there is none', async () => {
  const invoking = (text: string) =>
    step('lambda', { function: 'Api', writes: false, expect: { status: 200, body: { text: { equals: text } } } })
  expect(await run(invoking('one'), { Api: '1' })).toBe('passed')
  expect(await run(invoking('two'))).toBe('passed')
  expect(await run(invoking('two'), { Api: '1' })).toBe('body.text: expected "two", got the string "one"')
})

test('sends an http step to the unpublished route of a version, which knows its number', async () => {
  const json = { text: { equals: 'one' }, version: { equals: '1' }, path: { equals: '/reports' }, items: 'array' }
  const asking = step('http', { get: 'https://api.example/reports', through: 'Api', expect: { status: 200, json } })
  expect(await run(asking, { Api: '1' })).toBe('passed')
})

test('fails for a handler that throws, with its error', async () => {
  const asking = step('http', { get: 'https://api.example/broken', through: 'Api', expect: { status: 200 } })
  expect(await run(asking, { Api: '1' })).toMatch(/got 500 \(the function failed: .*broken on purpose/)
  const invoking = step('lambda', {
    function: 'Api',
    event: { rawPath: '/broken' },
    writes: false,
    expect: { error: 'none' },
  })
  expect(await run(invoking, { Api: '1' })).toMatch(/^expected no error, the function failed: .*broken on purpose/)
})

test('asks the version that a step names, and hands an event over', async () => {
  const asking = { function: 'Api', qualifier: '1', writes: false, expect: { body: { text: { equals: 'one' } } } }
  expect(await run(step('lambda', asking))).toBe('passed')
  expect(await run(step('lambda', { function: 'Api', invocation: 'event', event: { rawPath: '/' } }))).toBe('passed')
})

test('shows the end of the log of a handler that throws', async () => {
  const event = { rawPath: '/broken' }
  const failing = step('lambda', { function: 'Api', event, writes: false, expect: { error: 'none' } })
  const { steps } = await runSuite(
    { name: 'gate', steps: [failing], environment, client: () => lambda as never, functions },
    context,
  )
  expect(steps[0]?.exchange?.response?.body).toMatch(/log:.*broken on purpose/s)
})

test('fails for a version that is not there', async () => {
  const invoking = step('lambda', { function: 'Api', writes: false, expect: { error: 'none' } })
  expect(await run(invoking, { Api: '99' })).toContain('invoking votes-dev-function-api version 99')
})

/** With rights enforced a function needs a role that exists. */
async function makeRole(endpoint: string): Promise<void> {
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }
  const document = JSON.stringify({ Version: '2012-10-17', Statement: [trust] })
  await iam(endpoint, { Action: 'CreateRole', RoleName: 'smoke-test', AssumeRolePolicyDocument: document })
}
