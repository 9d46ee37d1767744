import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CreateTableCommand, DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import type { Envelope } from '@project-utils/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'
import { openTiny, type TinyProject } from '../../../tools/tiny-project.ts'

// The stack that takes an output stands first, so that the order must come from the reference.
const configuration = `
project: two
defaults: { region: us-east-1 }
environments:
  local: { target: local }
  staging: { account: "222222222222", tier: limited }
  prod: { account: "333333333333", tier: read-only }
stacks:
  reader: { template: reader.yaml, parameters: { Queue: "\${outputs.queue.Arn}" } }
  queue: { template: queue.yaml }
`
const queue = `
Resources: { Queue: { Type: AWS::SQS::Queue } }
Outputs: { Arn: { Value: !GetAtt Queue.Arn } }
`
const reader = `
Parameters: { Queue: { Type: String } }
Resources:
  Name: { Type: AWS::SSM::Parameter, Properties: { Type: String, Value: !Ref Queue } }
`
const table = (name: string): string => `
  Table:
    Type: AWS::DynamoDB::Table
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      TableName: ${name}
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
`
const role = `
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }] }
`
const staging = ['--env', 'staging', '--target', 'local'] as const

let local: TestCloud
let project: TinyProject

beforeAll(async () => {
  local = await testCloud()
  project = await openTiny({ endpoint: local.endpoint, localFolder: local.options.folder })
  await write({ 'project.yaml': configuration, 'queue.yaml': queue, 'reader.yaml': reader })
})
afterAll(async () => {
  await project?.close()
  await local?.stop()
})

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) await writeFile(join(project.folder, name), text)
}

/** A table of somebody else's with one item; gives how many items it still has. */
async function foreignTable(name: string, account: string): Promise<() => Promise<number | undefined>> {
  const credentials = { accessKeyId: account, secretAccessKey: 'local' }
  const client = new DynamoDBClient({ region: 'us-east-1', endpoint: local.endpoint, credentials })
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  )
  await client.send(new PutItemCommand({ TableName: name, Item: { id: { S: 'precious' } } }))
  return async () => (await client.send(new ScanCommand({ TableName: name }))).Count
}

function stepsOf(envelope: Envelope): readonly string[] {
  const { steps } = envelope.data as unknown as { readonly steps: readonly { readonly id: string }[] }
  return steps.map(({ id }) => id).filter((id) => id.startsWith('stack.'))
}

describe('stacks joined by an output', () => {
  it('are created in the order of their references, and then there is nothing to do', async () => {
    const first = await project.json()
    expect(first).toMatchObject({ exitCode: 0, problems: [] })
    expect(stepsOf(first)).toEqual(['stack.project-utils', 'stack.queue', 'stack.reader'])
    expect(await project.json()).toMatchObject({ exitCode: 0, data: { outcome: 'nothing to do' } })
  })

  it('are updated together; the one that takes an unchanged output is left alone', async () => {
    await write({
      'queue.yaml': queue.replace('AWS::SQS::Queue }', 'AWS::SQS::Queue, Properties: { DelaySeconds: 5 } }'),
    })
    expect(await project.json()).toMatchObject({ exitCode: 0, data: { outcome: 'succeeded' } })
    expect(await project.json()).toMatchObject({ data: { outcome: 'nothing to do' } })
  })

  it('refuse an update that would take over a table of somebody else, and the table keeps its item', async () => {
    const count = await foreignTable('two-local-kept', '000000000000')
    await write({ 'reader.yaml': reader + table('two-local-kept') })
    const refused = await project.json()
    expect(refused).toMatchObject({ exitCode: 4, problems: [{ code: 'CFN_RESOURCE_EXISTS' }] })
    expect(await count()).toBe(1)
    await write({ 'reader.yaml': reader })
  })

  it('refuse it also where the stack still waits for an output, before anything is made', async () => {
    await write({ 'reader.yaml': reader + table('two-staging-kept') })
    const count = await foreignTable('two-staging-kept', '222222222222')
    await project.json('bootstrap', '--yes', ...staging)
    const refused = await project.json('--yes', ...staging)
    expect(refused).toMatchObject({ exitCode: 4, problems: [{ code: 'CFN_RESOURCE_EXISTS' }] })
    expect(await count()).toBe(1)
    expect(await project.json('status', ...staging)).toMatchObject({
      data: { stacks: [{ status: 'ABSENT' }, { status: 'ABSENT' }] },
    })
  })

  it('show the risks of a stack that waits, and tier limited asks about them', async () => {
    await write({ 'reader.yaml': reader + role })
    const asked = await project.json(...staging)
    expect(asked).toMatchObject({
      exitCode: 4,
      problems: [{ code: 'RUN_NOT_APPROVED', message: expect.stringContaining('Role') }],
    })
    expect(await project.json('--yes', ...staging)).toMatchObject({ exitCode: 0, problems: [] })
  })

  it('that leave the configuration are told, in a deployment and in status, and go with the environment', async () => {
    await write({ 'project.yaml': configuration.replace(/ {2}reader: .*\n/, '') })
    const forgotten = { rule: 'deploy/forgotten-stack', where: { resource: 'two-local-reader' } }
    expect((await project.json()).findings).toMatchObject([forgotten])
    expect((await project.json('status')).findings).toMatchObject([forgotten])
    expect(await project.json('destroy', '--yes', '--accept-risk', 'Queue')).toMatchObject({ exitCode: 0 })
    const after = await project.json('status')
    expect(after).toMatchObject({
      findings: [],
      data: { release: null, destroyed: expect.anything(), stacks: [{ status: 'ABSENT' }] },
    })
  })

  it('name a next command that leads to the same target', async () => {
    const status = await project.json('status', '--env', 'prod', '--target', 'local')
    expect(status.next?.command).toBe('project-deploy --project two --env prod --target local')
  })
})
