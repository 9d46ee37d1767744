import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { openSession } from '@project-utils/aws'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningProxy, startProxy } from '../../../tools/proxy/proxy.ts'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'
import { openProject, type TestProject } from './run-cfn.ts'

const account = '555566667777'
const bucket = `project-utils-${account}-us-east-1`
const files = {
  'project.yaml': `project: calls
environments: { local: { target: local, account: "${account}" } }
stacks: { app: { template: template.yaml } }
`,
}
const bench = new URL('../../../tools/bench/project/', import.meta.url).pathname

let cloud: TestCloud
let proxy: RunningProxy
let project: TestProject

beforeAll(async () => {
  cloud = await testCloud()
  proxy = await startProxy({ target: cloud.endpoint })
  const credentials = { accessKeyId: account, secretAccessKey: 'local' }
  const session = openSession({ region: 'us-east-1', endpoint: cloud.endpoint, credentials })
  await session.client(S3Client).send(new CreateBucketCommand({ Bucket: bucket }))
  project = openProject(proxy.endpoint, files, { PROJECT_UTILS_LOCAL_FOLDER: cloud.options.folder })
  for (const path of ['template.yaml', 'code'])
    cpSync(join(bench, path), join(project.folder, path), { recursive: true })
})
afterAll(async () => {
  project?.close()
  await proxy?.close()
  await cloud?.stop()
})

/** The calls of a deployment: for stack and code, in order, and those for what is kept of it, sorted. */
async function callsOf(
  ...args: readonly string[]
): Promise<{ readonly stack: readonly string[]; readonly kept: readonly string[] }> {
  proxy.reset()
  expect(await project.json('deploy', ...args)).toMatchObject({ exitCode: 0 })
  const calls = proxy.calls().filter(({ service }) => service !== 'unsigned')
  const isKept = (path: string): boolean => /\/(audit|locks|releases|state)\//.test(path) || path === `/${bucket}/`
  const named = calls.map(
    ({ service, operation, path }) => [`${service}.${operation}`, service === 'sts' || isKept(path)] as const,
  )
  const of = (kept: boolean): readonly string[] => named.filter(([, is]) => is === kept).map(([name]) => name)
  return { stack: of(false), kept: of(true).toSorted() }
}

/** A slow machine may need a second look at the end. */
const looks = ['cloudformation.DescribeStackEvents', 'cloudformation.DescribeStacks']
const withoutLooks = (calls: readonly string[]): readonly string[] => calls.filter((name) => !looks.includes(name))

test('a first deployment costs at most eight calls for stack and code', async () => {
  const { stack, kept } = await callsOf()
  expect(withoutLooks(stack).toSorted()).toEqual([
    'cloudformation.CreateChangeSet',
    'cloudformation.DescribeChangeSet',
    'cloudformation.ExecuteChangeSet',
    's3.PutObject',
  ])
  expect(stack.length).toBeLessThanOrEqual(8)
  expect(kept).toEqual([
    's3.DeleteObject',
    's3.GetObject',
    's3.GetObject',
    's3.GetObject',
    's3.ListObjectsV2',
    's3.PutObject',
    's3.PutObject',
    's3.PutObject',
    's3.PutObject',
    'sts.GetCallerIdentity',
  ])
})

test('a deployment without a change costs two calls in all, also on another machine', async () => {
  const expected = { stack: ['cloudformation.DescribeStacks'], kept: ['s3.GetObject'] }
  expect(await callsOf()).toEqual(expected)
  rmSync(join(project.folder, '.project-utils'), { recursive: true })
  expect(await callsOf()).toEqual(expected)
})

test('a change costs at most seven', async () => {
  project.write({ 'code/index.js': 'exports.handler = async () => ({ statusCode: 200, body: "other" })\n' })
  const { stack, kept } = await callsOf()
  expect(withoutLooks(stack).toSorted()).toEqual([
    'cloudformation.CreateChangeSet',
    'cloudformation.DescribeChangeSet',
    'cloudformation.ExecuteChangeSet',
    's3.PutObject',
  ])
  expect(stack.length).toBeLessThanOrEqual(7)
  expect(kept.filter((name) => name === 's3.PutObject')).toHaveLength(4)
})

test('a dry run of a change makes one change set and takes it away, and nothing else is written', async () => {
  project.write({ 'code/index.js': 'exports.handler = async () => ({ statusCode: 200, body: "third" })\n' })
  await callsOf('--dry-run')
  const changing = proxy.calls().filter(({ mutating }) => mutating)
  expect(changing.map(({ operation }) => operation)).toEqual(['CreateChangeSet', 'DeleteChangeSet'])
})

test('a stack whose creation failed is deleted and created again', async () => {
  const failing = `Resources:
  Invoke:
    Type: AWS::Lambda::EventInvokeConfig
    Properties: { FunctionName: calls-local-missing, Qualifier: $LATEST, MaximumRetryAttempts: 0 }
`
  const config = files['project.yaml'].replace('template.yaml }', 'template.yaml }, broken: { template: broken.yaml }')
  project.write({ 'project.yaml': config, 'broken.yaml': failing })
  expect(await project.json('deploy', 'broken')).toMatchObject({
    exitCode: 1,
    problems: [{ code: 'CFN_STACK_FAILED' }],
  })
  expect(await project.json('status', 'broken')).toMatchObject({
    data: { stacks: [{ status: 'ROLLBACK_COMPLETE', allows: expect.stringContaining('delete only') }] },
    findings: [{ rule: 'cfn/stack-state', severity: 'error' }],
  })
  project.write({ 'broken.yaml': 'Resources: { Jobs: { Type: AWS::SQS::Queue } }\n' })
  expect(await project.json('deploy', 'broken')).toMatchObject({
    exitCode: 0,
    data: { stacks: [{ status: 'CREATE_COMPLETE' }] },
  })
})

test('code that the configuration builds must be given', async () => {
  const config = `${files['project.yaml']}functions: { ApiLambdaFunction: { entry: code/index.js } }\n`
  project.write({ 'project.yaml': config })
  const result = await project.json('deploy')
  expect(result).toMatchObject({ exitCode: 2, problems: [{ code: 'CFN_CODE_UNBUILT' }] })
  expect(result.problems[0]?.hint).toMatch(/--artifacts.*project-deploy/s)
})
