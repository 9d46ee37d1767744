import { createHash } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DynamoDBClient, ListTablesCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { DeleteFunctionCommand, GetAliasCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import type { CurrentRelease, Envelope, Plan } from '@project-utils/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openInjector } from '../../../tools/proxy/inject.ts'
import { type RunningProxy, startProxy } from '../../../tools/proxy/proxy.ts'
import { parseRule } from '../../../tools/proxy/rule.ts'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'
import { openTiny, type TinyProject } from '../../../tools/tiny-project.ts'
import { type Watcher, watchApplication } from './watcher.ts'

const plain = `
  PlainFunction:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: !Sub "\${Project}-\${Environment}-function-plain"
      Code: function
      Handler: plain.handler
      Runtime: nodejs24.x
      MemorySize: 128
      Timeout: 20
      Role: !GetAtt HelloRole.Arn
      Environment: { Variables: { PIN: !Ref Pin } }

  Api:
    Type: AWS::ApiGatewayV2::Api`
const broken = `
  Broken:
    Type: AWS::Lambda::EventInvokeConfig
    DependsOn: [HelloFunction, PlainFunction]
    Properties: { FunctionName: tiny-nobody, Qualifier: $LATEST, MaximumRetryAttempts: 0 }

Outputs:`
const extra = `
  Extra:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: tiny-local-table-extra
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]

Outputs:`
const bomb = "\nthrow new Error('planted by the test')\n"
const checks = `
  smoke:
    - name: the page is the right one
      http: { get: "\${outputs.app.SiteUrl}/", expect: { status: 200, text: { contains: works } } }
`
const credentials = { accessKeyId: '000000000000', secretAccessKey: 'local' }

let local: TestCloud
let proxy: RunningProxy
let project: TinyProject
const injector = openInjector()
let watcher: Watcher | undefined
let aws: { readonly s3: S3Client; readonly lambda: LambdaClient; readonly dynamo: DynamoDBClient }
const releases: string[] = []
const functionName = 'tiny-local-function-hello'
/** The version of the second release. */
let served: string | undefined

beforeAll(async () => {
  local = await testCloud()
  proxy = await startProxy({ target: local.endpoint, interceptors: injector.interceptors })
  project = await openTiny({ endpoint: proxy.endpoint, localFolder: local.options.folder })
  const client = { region: 'us-east-1', endpoint: local.endpoint, credentials }
  aws = {
    s3: new S3Client({ ...client, forcePathStyle: true }),
    lambda: new LambdaClient(client),
    dynamo: new DynamoDBClient(client),
  }
  await project.edit('project.yaml', (text) =>
    text
      .replace(
        'functions:',
        'hooks: { before-deploy: echo prepared }\nfunctions:\n  PlainFunction: { entry: function/plain.js }',
      )
      .replace('"${flags.loud}" }', '"${flags.loud}", Pin: "pin-7781" }')
      .replace(/\n {2}smoke:[\s\S]*$/, checks),
  )
  await project.edit('template.yaml', (text) =>
    text
      .replace('\n  Api:\n    Type: AWS::ApiGatewayV2::Api', plain)
      .replace('  HelloVersion:', '  Pin: { Type: String, NoEcho: true }\n  HelloVersion:'),
  )
  await version(1)
})
afterAll(async () => {
  await watcher?.stop()
  await project?.close()
  await proxy?.close()
  await local?.stop()
})

/** Writes the sources of one version: both functions, the page, and the script that it names. */
async function version(n: number, more: { readonly code?: string; readonly page?: string } = {}): Promise<void> {
  const write = (name: string, text: string): Promise<void> => writeFile(join(project.folder, name), text)
  const says = (what: string): string =>
    `export const handler = async () => ({ statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(${what}) })\n`
  await write('function/hello.js', says(`{ greeting: 'hello ${n}' }`) + (more.code ?? ''))
  await write('function/plain.js', says(`{ plain: ${n}, pin: process.env.PIN }`))
  await rm(join(project.folder, 'site/assets'), { recursive: true, force: true })
  await mkdir(join(project.folder, 'site/assets'), { recursive: true })
  await write(`site/assets/app-${n}a2b3c4d.js`, `console.log('script ${n}')\n`)
  await write(
    'site/index.html',
    `<!doctype html><title>tiny ${n}</title><script src="/assets/app-${n}a2b3c4d.js"></script>${more.page ?? 'works'}`,
  )
  await rm(join(project.folder, 'site/news.html'), { force: true })
  if (n > 1) await write('site/news.html', `<!doctype html><title>news ${n}</title>`)
}

/** What the function without an alias says: nothing holds it back. */
async function plainSays(): Promise<unknown> {
  const { Payload } = await aws.lambda.send(new InvokeCommand({ FunctionName: 'tiny-local-function-plain' }))
  return JSON.parse(JSON.parse(new TextDecoder().decode(Payload)).body)
}

async function siteKeys(): Promise<readonly (string | undefined)[]> {
  const { Contents = [] } = await aws.s3.send(new ListObjectsV2Command({ Bucket: bucket }))
  return Contents.map(({ Key }) => Key)
}

const records = 'project-utils-000000000000-us-east-1'
const bucket = 'tiny-local-site-000000000000-us-east-1'

function dataOf(envelope: Envelope): {
  readonly release: string
  readonly outputs: { readonly app: { readonly ApiUrl: string; readonly SiteUrl: string } }
  readonly plan: Plan
  readonly steps: readonly { readonly id: string; readonly outcome: string }[]
} {
  return envelope.data as never
}

/** Among others, a finding that says what was not undone. */
function notUndone(what: string): readonly unknown[] {
  const finding = { rule: 'deploy/not-undone', message: expect.stringContaining(what) }
  return expect.arrayContaining([expect.objectContaining(finding)])
}

/** All that must hold whenever nothing is under way: what is served, that status agrees, and that nothing was lost. */
async function expectServed(n: number): Promise<void> {
  const before = watcher?.looks() ?? 0
  await expect.poll(() => watcher?.looks(), { timeout: 10_000 }).toBeGreaterThan(before + 1)
  expect(watcher?.seen().at(-1)).toBe(`hello ${n}/tiny ${n}/script ${n}`)
  expect(watcher?.failures()).toEqual([])
  expect(await plainSays()).toEqual({ plain: n, pin: 'pin-7781' })
  expect(await project.json('status')).toMatchObject({ findings: [], data: { stacks: [{ asReleased: true }] } })
  const { Items } = await aws.dynamo.send(new ScanCommand({ TableName: 'tiny-local-table-notes' }))
  expect(Items).toEqual([{ id: { S: 'kept' } }])
  const object = await aws.s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'by-hand.txt' }))
  expect(await object.Body?.transformToString()).toBe('kept')
}

/** The tests tell one life of an environment, in order, seen from outside the whole time. */
describe('releases that are taken back', () => {
  it('says plainly that a first release has nothing to return to', async () => {
    await version(1, { code: bomb })
    const failed = await project.json()
    expect(failed).toMatchObject({
      exitCode: 7,
      problems: [{ code: 'DEPLOY_GATE_FAILED' }],
      findings: notUndone('first release'),
      data: { outcome: 'failed', rolledBack: false },
    })
    expect(await project.json('rollback')).toMatchObject({ exitCode: 4, problems: [{ code: 'DEPLOY_NOTHING_BEFORE' }] })
  })

  it('are followed by one that succeeds, and by a second that changes everything without a failed request', async () => {
    await version(1)
    const first = await project.json()
    expect(first).toMatchObject({ exitCode: 0 })
    const { ApiUrl: api, SiteUrl: site } = dataOf(first).outputs.app
    await aws.dynamo.send(new PutItemCommand({ TableName: 'tiny-local-table-notes', Item: { id: { S: 'kept' } } }))
    await aws.s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'by-hand.txt', Body: 'kept' }))
    watcher = watchApplication({ api, site })
    await expectServed(1)
    await version(2)
    const second = await project.json()
    expect(second).toMatchObject({ exitCode: 0 })
    const ids = dataOf(second).steps.map(({ id }) => id)
    expect(ids.indexOf('site.assets')).toBeLessThan(ids.indexOf('stack.app'))
    await expectServed(2)
    releases.push(dataOf(first).release, dataOf(second).release)
    served = (await aws.lambda.send(new GetAliasCommand({ FunctionName: functionName, Name: 'live' }))).FunctionVersion
  })

  it('go back by themselves where the gate fails: no traffic moved, and the stack is as it was', async () => {
    watcher?.forget()
    await version(3, { code: bomb })
    await project.edit('template.yaml', (text) => text.replace('\nOutputs:', extra))
    const failed = await project.json()
    await project.edit('template.yaml', (text) => text.replace(extra, '\nOutputs:'))
    expect(failed).toMatchObject({
      exitCode: 7,
      problems: [{ code: 'DEPLOY_GATE_FAILED' }],
      findings: notUndone('before-deploy'),
      data: { outcome: 'rolled-back', rolledBack: true, traffic: 'the versions of the release before still serve' },
    })
    expect(
      dataOf(failed)
        .steps.filter(({ id }) => id.startsWith('undo.'))
        .map(({ id }) => id),
    ).toEqual(['undo.stack.app', 'undo.alias.HelloFunction.again'])
    await expectServed(2)
    expect(watcher?.seen()).toEqual(['hello 2/tiny 2/script 2'])
    const { TableNames } = await aws.dynamo.send(new ListTablesCommand({}))
    expect(TableNames).toEqual(['tiny-local-table-notes'])
    await version(2)
    expect(await project.json()).toMatchObject({ data: { outcome: 'nothing to do' } })
    releases.push(dataOf(failed).release)
  })

  it('go back by themselves where a check fails afterwards: aliases, site and stack, and all is served throughout', async () => {
    watcher?.forget()
    await version(4, { page: 'is broken' })
    const failed = await project.json()
    expect(failed).toMatchObject({
      exitCode: 7,
      problems: [{ code: 'DEPLOY_SUITE_FAILED' }],
      data: { outcome: 'rolled-back', rolledBack: true, traffic: 'the release before serves again' },
    })
    expect(
      dataOf(failed)
        .steps.filter(({ id }) => id.startsWith('undo.'))
        .map(({ id }) => id),
    ).toEqual([
      ...['undo.alias.HelloFunction', 'undo.site.pages', 'undo.site.invalidation', 'undo.stack.app'],
      'undo.alias.HelloFunction.again',
    ])
    await expectServed(2)
    expect(watcher?.seen().some((look) => look.startsWith('hello 4'))).toBe(true)
    await version(2)
    expect(await project.json()).toMatchObject({ data: { outcome: 'nothing to do' } })
  })

  it('leave it to CloudFormation where the stack itself fails, and keep what serves', async () => {
    watcher?.forget()
    await version(5)
    await project.edit('template.yaml', (text) => text.replace('\nOutputs:', broken))
    const failed = await project.json()
    expect(failed.problems).toMatchObject([{ code: 'CFN_STACK_FAILED' }])
    await project.edit('template.yaml', (text) => text.replace(broken, '\nOutputs:'))
    expect(watcher?.seen()).toEqual(['hello 2/tiny 2/script 2'])
    const back = await project.json('rollback')
    expect(back).toMatchObject({ exitCode: 0, data: { rollbackOf: releases[1] } })
    await expectServed(2)
  })

  it('refuse what is no place to return to, and tell what is', async () => {
    const unknown = await project.json('rollback', 'r-unknown')
    expect(unknown).toMatchObject({ exitCode: 2, problems: [{ code: 'DEPLOY_RELEASE_UNKNOWN' }] })
    expect(unknown.problems[0]?.hint).toContain(releases[0])
    const unfit = await project.json('rollback', releases[2] ?? '')
    expect(unfit).toMatchObject({ exitCode: 4, problems: [{ message: expect.stringContaining('rolled-back') }] })
    expect(await project.json('rollback', releases[1] ?? '')).toMatchObject({
      data: { outcome: 'nothing to do', rollbackOf: releases[1] },
    })
  })

  it('are returned to by name: the plan says what changes and what stays, and is carried out as said', async () => {
    watcher?.forget()
    const dry = await project.json('rollback', '--dry-run')
    const { plan } = dataOf(dry)
    expect(dry).toMatchObject({ exitCode: 0, data: { rollbackOf: releases[0] } })
    expect(plan.steps.map(({ id }) => id)).toEqual([
      ...['alias.HelloFunction', 'site.pages', 'site.invalidation', 'stack.app', 'alias.HelloFunction.again'],
    ])
    expect(plan.steps.find(({ id }) => id === 'site.pages')?.changes).toContainEqual({
      subject: 'news.html',
      action: 'remove',
    })
    expect(plan.notes.join('\n')).toMatch(/tables[\s\S]*Pin keep/)
    const back = await project.json('rollback', releases[0] ?? '')
    expect(back).toMatchObject({ exitCode: 0, data: { outcome: 'succeeded', rollbackOf: releases[0] } })
    await expectServed(1)
    expect(await siteKeys()).not.toContain('news.html')
    expect(await siteKeys()).toContain('assets/app-2a2b3c4d.js')
    await version(1)
    expect(await project.json()).toMatchObject({ data: { outcome: 'nothing to do' } })
  })

  it('are made whole from what is kept: a version, an asset; and refused by name where nothing is', async () => {
    await aws.lambda.send(new DeleteFunctionCommand({ FunctionName: functionName, Qualifier: served }))
    const forth = await project.json('rollback', releases[1] ?? '')
    expect(forth).toMatchObject({ exitCode: 0, data: { outcome: 'succeeded' } })
    expect(dataOf(forth).steps.map(({ id }) => id)).toContain('publish.HelloFunction')
    await expectServed(2)
    await aws.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'assets/app-1a2b3c4d.js' }))
    const refused = await project.json('rollback', releases[0] ?? '')
    expect(refused).toMatchObject({ exitCode: 4, problems: [{ code: 'DEPLOY_NOT_KEPT' }] })
    expect(refused.problems[0]?.message).toContain('assets/app-1a2b3c4d.js')
    await expectServed(2)
    const script = "console.log('script 1')\n"
    const Key = `tiny/blobs/sha256/${createHash('sha256').update(script).digest('hex')}`
    await aws.s3.send(new PutObjectCommand({ Bucket: records, Key, Body: script }))
    expect(await project.json('rollback', releases[0] ?? '')).toMatchObject({ exitCode: 0 })
    await expectServed(1)
    expect(await project.json('rollback', releases[1] ?? '')).toMatchObject({ exitCode: 0 })
    await expectServed(2)
  })

  it('name the command that goes on where taking back breaks off, and it does', async () => {
    watcher?.forget()
    await version(6, { page: 'is broken' })
    injector.plan([parseRule('cloudformation.CreateChangeSet#2=expired*all')])
    const failed = await project.json()
    injector.plan([])
    expect(failed).toMatchObject({
      exitCode: 6,
      problems: [{ code: 'DEPLOY_SUITE_FAILED' }, {}],
      data: { outcome: 'failed', rolledBack: false, traffic: expect.stringContaining('not sure') },
      next: { command: expect.stringMatching(/^project-deploy rollback \S+ --project tiny --env local$/) },
    })
    expect(watcher?.seen().at(-1)).toBe('hello 2/tiny 2/script 2')
    expect(await project.json('status')).toMatchObject({ data: { latest: { outcome: 'failed' } } })
    const [, command = '', release = ''] = failed.next?.command.split(' ') ?? []
    expect(await project.json(command, release)).toMatchObject({ exitCode: 0, data: { rollbackOf: release } })
    await expectServed(2)
  })

  it('say so where they cannot be taken back, and the next deployment goes on from what is there', async () => {
    await version(6, { code: bomb })
    const object = await aws.s3.send(new GetObjectCommand({ Bucket: records, Key: 'tiny/local/releases/current.json' }))
    const { good } = JSON.parse((await object.Body?.transformToString()) ?? '') as CurrentRelease
    const Key = `tiny/blobs/sha256/${good?.stacks['app']?.templateKey}`
    await aws.s3.send(new DeleteObjectCommand({ Bucket: records, Key }))
    const failed = await project.json()
    expect(failed).toMatchObject({
      exitCode: 6,
      problems: [{ code: 'DEPLOY_GATE_FAILED' }, { code: 'DEPLOY_UNDO_REFUSED' }],
      data: { outcome: 'failed', rolledBack: false },
      next: { command: 'project-deploy --project tiny --env local' },
    })
    expect(failed.problems[1]?.message).toContain('the template of stack app')
    expect(await project.json('status')).toMatchObject({ data: { latest: { outcome: 'failed' } } })
    await version(2)
    expect(await project.json()).toMatchObject({ exitCode: 0, data: { outcome: 'succeeded' } })
    await expectServed(2)
  })

  it('end with the environment', async () => {
    await watcher?.stop()
    expect(watcher?.failures()).toEqual([])
    const gone = await project.json('destroy', '--yes', '--delete', 'Notes', '--delete', 'SiteBucket')
    expect(gone).toMatchObject({ exitCode: 0, data: { outcome: 'destroyed' } })
    expect(await project.json('rollback')).toMatchObject({ exitCode: 4, problems: [{ code: 'DEPLOY_NOTHING_BEFORE' }] })
  })
})
