import { execFileSync } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { localEnvironment } from '@project-utils/local-cloud'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'

/** A trap: stands for everything that is not the local cloud, and notes who came. */
let trap: Server
let trapped: string[]
let local: TestCloud

beforeAll(async () => {
  local = await testCloud()
  trapped = []
  trap = createServer((request, response) => {
    trapped.push(`${request.method} ${request.headers.host}${request.url}`)
    response.writeHead(500).end()
  })
  await new Promise<void>((resolve) => void trap.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  trap.close()
  await local.stop()
})

const child = `
import { connect } from 'node:net'
import { Socket } from 'node:net'
const connected = []
const original = Socket.prototype.connect
Socket.prototype.connect = function (...given) {
  const options = Array.isArray(given[0]) ? given[0][0] : given[0]
  connected.push((options.host ?? 'localhost') + ':' + options.port)
  return original.apply(this, given)
}
const { S3Client, ListBucketsCommand } = await import('@aws-sdk/client-s3')
const { STSClient, GetCallerIdentityCommand } = await import('@aws-sdk/client-sts')
const { DynamoDBClient, ListTablesCommand } = await import('@aws-sdk/client-dynamodb')
const { Account } = await new STSClient({}).send(new GetCallerIdentityCommand({}))
await new S3Client({}).send(new ListBucketsCommand({}))
await new DynamoDBClient({}).send(new ListTablesCommand({}))
console.log(JSON.stringify({ Account, connected: [...new Set(connected)], region: await new S3Client({}).config.region() }))
`

test('a child process with every kind of credentials around talks to the local cloud only', async () => {
  const elsewhere = `http://127.0.0.1:${(trap.address() as AddressInfo).port}`
  const home = join(local.options.folder, 'hostile')
  await mkdir(join(home, '.aws'), { recursive: true })
  const profile = `region = eu-west-1\nendpoint_url = ${elsewhere}\naws_access_key_id = AKIAREAL\naws_secret_access_key = real\n`
  await writeFile(join(home, '.aws', 'config'), `[default]\n${profile}[profile prod]\n${profile}`)
  await writeFile(join(home, '.aws', 'credentials'), `[default]\n${profile}[prod]\n${profile}`)
  const hostile = {
    ...process.env,
    HOME: home,
    AWS_PROFILE: 'prod',
    AWS_CONFIG_FILE: join(home, '.aws', 'config'),
    AWS_ACCESS_KEY_ID: 'AKIAREAL',
    AWS_SECRET_ACCESS_KEY: 'real',
    AWS_SESSION_TOKEN: 'real',
    AWS_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL: elsewhere,
    AWS_ENDPOINT_URL_S3: elsewhere,
    AWS_ENDPOINT_URL_STS: elsewhere,
    AWS_ENDPOINT_URL_DYNAMODB: elsewhere,
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
    AWS_USE_FIPS_ENDPOINT: 'true',
    AWS_WEB_IDENTITY_TOKEN_FILE: join(home, '.aws', 'config'),
    AWS_ROLE_ARN: 'arn:aws:iam::999999999999:role/real',
    AWS_CONTAINER_CREDENTIALS_FULL_URI: elsewhere,
    AWS_EC2_METADATA_SERVICE_ENDPOINT: elsewhere,
    AWS_ACCOUNT_ID: '999999999999',
    HTTP_PROXY: elsewhere,
    http_proxy: elsewhere,
    NODE_USE_ENV_PROXY: '1',
  }
  const scope = { account: '333333333333', region: 'us-west-2' }
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', child], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: localEnvironment(local.cloud, scope, hostile),
    encoding: 'utf8',
  })
  const result = JSON.parse(output)
  expect(result).toEqual({ Account: scope.account, connected: [new URL(local.endpoint).host], region: scope.region })
  expect(trapped).toEqual([])
  await rm(home, { recursive: true, force: true })
})
