import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { Notice } from '@project-utils/contract'
import {
  findLocalCloud,
  frontDoor,
  type LocalCloud,
  localStatus,
  resetLocalCloud,
  saveLocalCloud,
  startLocalCloud,
  stopLocalCloud,
} from '@project-utils/local-cloud'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'
import { apiResources, clientSettings, createStack, putText, siteResources } from './sample-stack.ts'
import { send } from './send.ts'

const account = '111111111111'
let local: TestCloud
let notices: Notice[]
const context = { signal: new AbortController().signal, emit: (notice: Notice) => void notices.push(notice) }

beforeEach(async () => {
  notices = []
  local = await testCloud()
})
afterEach(() => local.stop())

const database = (cloud: LocalCloud): DynamoDBClient => new DynamoDBClient(clientSettings(cloud.endpoint, account))

async function makeTable(cloud: LocalCloud): Promise<void> {
  await database(cloud).send(
    new CreateTableCommand({
      TableName: 'notes',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    }),
  )
}

const write = (cloud: LocalCloud, id: string): Promise<unknown> =>
  database(cloud).send(new PutItemCommand({ TableName: 'notes', Item: { id: { S: id } } }))

async function has(cloud: LocalCloud, id: string): Promise<boolean> {
  const { Item } = await database(cloud).send(new GetItemCommand({ TableName: 'notes', Key: { id: { S: id } } }))
  return Item !== undefined
}

const kill = (cloud: LocalCloud): boolean => process.kill(cloud.pid ?? 0, 'SIGKILL')

test('state, objects, site doors and ports are the same after stop and start', async () => {
  const resources = { ...apiResources('exports.handler = async () => "x"'), ...siteResources('kept-site') }
  const outputs = await createStack(local.endpoint, account, 'kept', resources, {
    Site: { 'Fn::GetAtt': ['Distribution', 'DomainName'] },
  })
  await putText(local.endpoint, account, 'kept-site', 'index.html', 'kept')
  await makeTable(local.cloud)
  await write(local.cloud, 'a')
  const door = await frontDoor(local.cloud, outputs['Site'] ?? '')
  expect(await stopLocalCloud(local.options, context)).toBe(true)
  expect(await findLocalCloud(local.options)).toBeUndefined()
  const again = await startLocalCloud(local.options, context)
  expect(again.endpoint).toBe(local.endpoint)
  expect((await send(door)).body).toBe('kept')
  expect(await frontDoor(again, outputs['Site'] ?? '')).toBe(door)
  expect(await has(again, 'a')).toBe(true)
  expect(notices.map((notice) => (notice.type === 'step' ? `${notice.id} ${notice.state}` : notice.type))).toEqual([
    'local-cloud.stop started',
    'local-cloud.stop ended',
    'local-cloud.start started',
    'local-cloud.start ended',
  ])
})

test('a killed emulator comes back as it was saved, with an empty folder for temporary files', async () => {
  await makeTable(local.cloud)
  await write(local.cloud, 'saved')
  await saveLocalCloud(local.cloud)
  await write(local.cloud, 'later')
  writeFileSync(join(local.options.folder, 'tmp', 'left-behind'), 'x')
  kill(local.cloud)
  await expect.poll(() => findLocalCloud(local.options)).toBeUndefined()
  expect((await localStatus(local.options))['running']).toBe(false)
  const again = await startLocalCloud(local.options, context)
  expect([await has(again, 'saved'), await has(again, 'later')]).toEqual([true, false])
  expect(readdirSync(join(local.options.folder, 'tmp'))).not.toContain('left-behind')
})

test('a port that somebody took meanwhile is left to them, and the new one is kept', async () => {
  const port = Number(new URL(local.endpoint).port)
  await stopLocalCloud(local.options, context)
  const other = createServer()
  await new Promise<void>((resolve) => void other.listen(port, '127.0.0.1', resolve))
  const again = await startLocalCloud(local.options, context)
  other.close()
  expect(again.endpoint).not.toBe(local.endpoint)
  await stopLocalCloud(local.options, context)
  expect((await startLocalCloud(local.options, context)).endpoint).toBe(again.endpoint)
})

test('a port asked for by name is had or refused', async () => {
  const port = Number(new URL(local.endpoint).port)
  await stopLocalCloud(local.options, context)
  const other = createServer()
  await new Promise<void>((resolve) => void other.listen(port, '127.0.0.1', resolve))
  await expect(startLocalCloud({ ...local.options, port }, context)).rejects.toMatchObject({ code: 'LOCAL_PORT_TAKEN' })
  await new Promise((resolve) => other.close(resolve))
  expect((await startLocalCloud({ ...local.options, port }, context)).endpoint).toBe(local.endpoint)
})

test('a reset empties every account and leaves it running', async () => {
  await makeTable(local.cloud)
  await putTextSomewhere()
  await resetLocalCloud(local.options, context)
  const again = await findLocalCloud(local.options)
  expect(again?.endpoint).toBe(local.endpoint)
  expect((await localStatus(local.options))['accounts']).toEqual([])
  expect(readdirSync(join(local.options.folder, 'objects'))).toEqual([])
})

async function putTextSomewhere(): Promise<void> {
  const bucket = { Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'emptied' } } }
  await createStack(local.endpoint, account, 'emptied', bucket, {})
  await putText(local.endpoint, account, 'emptied', 'key', 'text')
}

test('an instance that does not answer is not doubled, and can be stopped', async () => {
  process.kill(local.cloud.pid ?? 0, 'SIGSTOP')
  await expect(startLocalCloud(local.options, context)).rejects.toMatchObject({
    code: 'LOCAL_HUNG',
    hint: 'project-local stop',
  })
  expect(await stopLocalCloud(local.options, context)).toBe(true)
  await startLocalCloud(local.options, context)
})

test('the file of another instance with the same port is not trusted', async () => {
  const file = join(local.options.folder, 'instance.json')
  const written = readFileSync(file, 'utf8')
  writeFileSync(file, written.replace(local.cloud.token ?? '', 'x'.repeat(32)))
  expect(await findLocalCloud(local.options)).toBeUndefined()
  writeFileSync(file, written)
  expect(await findLocalCloud(local.options)).toEqual(local.cloud)
})

test.runIf(process.platform === 'linux')('it listens on loopback addresses only', () => {
  const own = readdirSync(`/proc/${local.cloud.pid}/fd`).map((fd) => linkOf(`/proc/${local.cloud.pid}/fd/${fd}`))
  const listening = ['tcp', 'tcp6']
    .flatMap((family) => readFileSync(`/proc/net/${family}`, 'utf8').split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === '0A' && own.includes(`socket:[${fields[9]}]`))
  expect(listening.map((fields) => fields[1]?.split(':')[0])).toEqual(['0100007F'])
})

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
