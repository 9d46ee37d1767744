import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackResourcesCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { openSession, type Session } from '@project-utils/aws'
import type { Envelope } from '@project-utils/contract'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { packedBin } from '../../../tools/packed.ts'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'

const account = '444455556666'
const region = 'us-east-1'
const bucket = `project-utils-${account}-${region}`
let cloud: TestCloud
let session: Session
let folder: string
let bin: string

const files = {
  'project.yaml': `project: nest
defaults: { region: ${region} }
environments: { local: { target: local, account: "${account}" } }
stacks: { app: { template: infrastructure/app.yaml } }
`,
  'infrastructure/app.yaml': `# The whole
Resources:
  Sub: # its code lies beside it
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: sub/function.json }
`,
  'infrastructure/sub/function.json': JSON.stringify({
    Resources: {
      Hello: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          FunctionName: 'nest-local-hello',
          Code: '../../code',
          Handler: 'hello.handler',
          Runtime: 'python3.13',
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        },
      },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
          },
        },
      },
    },
  }),
  'code/hello.py': 'def handler(event, context):\n    return "hello"\n',
  'code/notes.md': 'left out',
  'code/.lambdaignore': '*.md\n',
}

beforeAll(async () => {
  bin = packedBin('project-cfn')
  cloud = await testCloud()
  const { endpoint } = cloud
  session = openSession({ region, endpoint, credentials: { accessKeyId: account, secretAccessKey: 'local' } })
  folder = await mkdtemp(join(tmpdir(), 'cfn-package-'))
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
})
afterAll(async () => {
  await cloud?.stop()
  if (folder !== undefined) await rm(folder, { recursive: true, force: true })
})

async function run(...args: readonly string[]): Promise<Envelope> {
  const environment = { ...process.env, PROJECT_UTILS_LOCAL_FOLDER: cloud.options.folder }
  const given = [bin, 'package', '--env', 'local', '--json', ...args]
  const { promise, resolve } = Promise.withResolvers<string>()
  execFile(process.execPath, given, { cwd: folder, env: environment }, (_error, stdout) => resolve(stdout))
  return JSON.parse(await promise)
}

function blobsOf({
  data,
}: Envelope): readonly { readonly source: string; readonly state?: string; readonly key: string }[] {
  return (data as { readonly blobs: [] }).blobs
}

async function keys(): Promise<readonly string[]> {
  const { Contents = [] } = await session
    .client(S3Client)
    .send(new ListObjectsV2Command({ Bucket: bucket, Prefix: 'nest/blobs/' }))
  return Contents.map(({ Key = '' }) => Key).sort()
}

it('lists without asking anybody what would go, and writes the templates', async () => {
  const listed = await run('--out', 'out')
  expect(listed).toMatchObject({ exitCode: 0, command: 'cfn package' })
  expect(blobsOf(listed).map(({ source }) => source)).toEqual(['code', 'infrastructure/sub/function.json'])
  const text = await readFile(join(folder, 'out/app.yaml'), 'utf8')
  expect(text).toMatch(
    new RegExp(`^# The whole\nResources:\n  Sub: # its code.*https://s3.us-east-1.amazonaws.com/${bucket}/nest/`, 's'),
  )
})

it('refuses to upload where there is no bucket, and names what makes it', async () => {
  const refused = await run('--upload')
  expect(refused).toMatchObject({ exitCode: 4, problems: [{ code: 'CFN_NO_BUCKET' }] })
})

it('uploads nothing in a dry run, each content once after that, and nothing the second time', async () => {
  await session.client(S3Client).send(new CreateBucketCommand({ Bucket: bucket }))
  const dry = await run('--upload', '--dry-run')
  expect(dry).toMatchObject({ exitCode: 0, dryRun: true })
  expect(await keys()).toEqual([])
  const first = await run('--upload', '--yes', '--out', 'out')
  expect(first).toMatchObject({ exitCode: 0 })
  expect(blobsOf(first).map(({ state }) => state)).toEqual(['uploaded', 'uploaded'])
  expect(await keys()).toEqual(
    blobsOf(first)
      .map(({ key }) => key)
      .sort(),
  )
  const again = await run('--upload', '--out', 'out')
  expect(again).toMatchObject({ exitCode: 0, data: { outcome: 'nothing to do' } })
  expect(blobsOf(again).map(({ state }) => state)).toEqual(['present', 'present'])
})

it('gives a template that CloudFormation deploys, with the function that its nested template names', async () => {
  const client = session.client(CloudFormationClient)
  const TemplateBody = await readFile(join(folder, 'out/app.yaml'), 'utf8')
  await client.send(new CreateStackCommand({ StackName: 'nest', TemplateBody, Capabilities: ['CAPABILITY_IAM'] }))
  await waitUntilStackCreateComplete({ client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 }, { StackName: 'nest' })
  const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName: 'nest' }))
  expect(StackResources).toMatchObject([{ LogicalResourceId: 'Sub', ResourceStatus: 'CREATE_COMPLETE' }])
  const { Payload } = await session.client(LambdaClient).send(new InvokeCommand({ FunctionName: 'nest-local-hello' }))
  expect(JSON.parse(Buffer.from(Payload ?? []).toString())).toBe('hello')
})

it('tells everything that is wrong at once, each with its place, and writes nothing', async () => {
  await writeFile(
    join(folder, 'bad.yaml'),
    'Resources:\n  A:\n    Type: AWS::Lambda::LayerVersion\n    Properties: { Content: gone }\n  B:\n    Type: AWS::CloudFormation::Stack\n    Properties: { TemplateURL: bad.yaml }\n',
  )
  const refused = await run('bad.yaml', '--out', 'bad')
  expect(refused).toMatchObject({
    exitCode: 2,
    problems: [
      { code: 'CFN_PATH_MISSING', where: { line: 4 }, hint: expect.any(String) },
      { code: 'CFN_NESTED_LOOP', where: { line: 7 } },
    ],
  })
  await expect(readFile(join(folder, 'bad/bad.yaml'))).rejects.toThrow()
})
