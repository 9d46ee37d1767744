import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { localPython, localStatus } from '@project-utils/local-cloud'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'
import { apiResources, clientSettings, createStack } from './sample-stack.ts'

const first = '000000000000'
const second = '222222222222'
const secret = 'planted-9f2c1e'
const code = `
const { createHash, createHmac } = require('node:crypto')
const { readdirSync, readFileSync } = require('node:fs')
const env = process.env
const hash = (text) => createHash('sha256').update(text).digest('hex')
const mac = (key, text) => createHmac('sha256', key).update(text).digest()
// Inline code cannot bring the SDK, so the call is signed by hand.
async function listBuckets() {
  const { host } = new URL(env.AWS_ENDPOINT_URL)
  const time = new Date().toISOString().replace(/[-:]|\\.\\d+/g, '')
  const scope = [time.slice(0, 8), env.AWS_REGION, 's3', 'aws4_request']
  const headers = { host, 'x-amz-content-sha256': hash(''), 'x-amz-date': time, 'x-amz-security-token': env.AWS_SESSION_TOKEN }
  const names = Object.keys(headers).join(';')
  const lines = Object.entries(headers).map(([name, value]) => name + ':' + value + '\\n').join('')
  const toSign = ['AWS4-HMAC-SHA256', time, scope.join('/'), hash(['GET', '/', '', lines, names, hash('')].join('\\n'))].join('\\n')
  const signature = createHmac('sha256', scope.reduce(mac, 'AWS4' + env.AWS_SECRET_ACCESS_KEY)).update(toSign).digest('hex')
  const credential = env.AWS_ACCESS_KEY_ID + '/' + scope.join('/')
  const authorization = 'AWS4-HMAC-SHA256 Credential=' + credential + ', SignedHeaders=' + names + ', Signature=' + signature
  const answer = await fetch(env.AWS_ENDPOINT_URL + '/', { headers: { ...headers, authorization } })
  return answer.status + ' ' + await answer.text()
}
exports.handler = async () => ({
  environment: env,
  version: process.version,
  home: readdirSync(env.HOME),
  config: readFileSync(env.AWS_CONFIG_FILE, 'utf8'),
  buckets: await listBuckets(),
})`

let local: TestCloud
let answer: {
  readonly environment: Readonly<Record<string, string>>
  readonly version: string
  readonly home: readonly string[]
  readonly config: string
  readonly buckets: string
}

beforeAll(async () => {
  const planted = {
    AWS_PROFILE: secret,
    AWS_SECRET_ACCESS_KEY: secret,
    GITHUB_TOKEN: secret,
    HOME: `/${secret}`,
    NODE_OPTIONS: `--title=${secret}`,
  }
  local = await testCloud({ environment: { ...process.env, ...planted } })
  const outputs = await createStack(local.endpoint, second, 'bare', apiResources(code), { Name: { Ref: 'Function' } })
  answer = await invoke(outputs['Name'] ?? '')
})
afterAll(() => local.stop())

test('no secret, home or profile of the host reaches a function', () => {
  expect(JSON.stringify(answer.environment)).not.toContain(secret)
  expect(answer.environment['HOME']).toBe(`${local.options.folder}/home`)
  expect(answer.home).toEqual([])
  expect(answer.config).toBe('')
  expect(JSON.stringify(answer.environment)).not.toContain(local.cloud.token)
})

test('a function talks to the local cloud only, with keys of its role', () => {
  expect(answer.environment['AWS_ENDPOINT_URL']).toBe(local.endpoint)
  expect(answer.environment['AWS_EC2_METADATA_DISABLED']).toBe('true')
  expect(answer.environment['AWS_PROFILE']).toBeUndefined()
})

test('functions run on the Node that runs this tool, 22 or newer', () => {
  expect(answer.version).toBe(process.version)
  expect(Number(/^v(\d+)/.exec(answer.version)?.[1])).toBeGreaterThanOrEqual(22)
})

async function invoke(name: string): Promise<typeof answer> {
  const lambda = new LambdaClient(clientSettings(local.endpoint, second))
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: name }))
  return JSON.parse(new TextDecoder().decode(Payload))
}

test('the Python that is told runs Python functions, whatever runtime they declare', async () => {
  const told = await localPython(local.cloud)
  const asking =
    'import sys\ndef handler(event, context):\n    return [sys.executable, "%d.%d" % sys.version_info[:2], sys.prefix]\n'
  const { Function: plain, ...rest } = apiResources('') as Readonly<Record<string, { readonly Properties: object }>>
  const Properties = { ...plain?.Properties, Runtime: 'python3.13', Code: { ZipFile: asking } }
  const resources = { ...rest, Function: { ...plain, Properties } } as ReturnType<typeof apiResources>
  const outputs = await createStack(local.endpoint, second, 'python', resources, { Name: { Ref: 'Function' } })
  expect(await invoke(outputs['Name'] ?? '')).toEqual([told?.path, told?.version, local.options.venv])
  expect(await localPython({ endpoint: local.endpoint })).toBeUndefined()
})

test('what the role of a function does not allow is refused, and what it allows is not', async () => {
  expect(answer.buckets).toMatch(/^403 .*AccessDenied.*s3:ListAllMyBuckets/s)
  const statement = { Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' }
  const outputs = await createStack(
    local.endpoint,
    second,
    'allowed',
    apiResources(code, [{ PolicyName: 'list', PolicyDocument: { Version: '2012-10-17', Statement: [statement] } }]),
    { Name: { Ref: 'Function' } },
  )
  expect((await invoke(outputs['Name'] ?? '')).buckets).toMatch(/^200 .*ListAllMyBucketsResult/s)
})

test('a key that nobody made is refused', async () => {
  const s3 = new S3Client(clientSettings(local.endpoint, 'AKIAIOSFODNN7EXAMPLE'))
  await expect(s3.send(new ListBucketsCommand({}))).rejects.toThrow()
})

test('each account has its own stacks', async () => {
  const who = await new STSClient(clientSettings(local.endpoint, second)).send(new GetCallerIdentityCommand({}))
  expect(who.Account).toBe(second)
  const other = new CloudFormationClient(clientSettings(local.endpoint, first))
  await expect(other.send(new DescribeStacksCommand({ StackName: 'bare' }))).rejects.toThrow('does not exist')
  expect((await localStatus(local.options))['accounts']).toContain(second)
})

test('a custom resource can answer CloudFormation, which needs no token', async () => {
  const answering = `exports.handler = async (event) => {
    const { RequestId, StackId, LogicalResourceId } = event
    const body = JSON.stringify({ Status: 'SUCCESS', PhysicalResourceId: 'made', RequestId, StackId, LogicalResourceId, Data: { Said: 'hello' } })
    await fetch(event.ResponseURL, { method: 'PUT', body })
  }`
  const made = { Type: 'Custom::Made', Properties: { ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] } } }
  const outputs = await createStack(
    local.endpoint,
    first,
    'custom',
    { ...apiResources(answering), Made: made },
    {
      Said: { 'Fn::GetAtt': ['Made', 'Said'] },
    },
  )
  expect(outputs['Said']).toBe('hello')
})
