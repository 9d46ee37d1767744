import { connect as connectHttp2 } from 'node:http2'
import { connect } from 'node:net'
import { GetObjectCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { frontDoor, localAddress, localStatus } from '@project-utils/local-cloud'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'
import { apiResources, clientSettings, createStack, putText, siteResources } from './sample-stack.ts'
import { send } from './send.ts'

const account = '000000000000'
const bucket = 'guarded-site'
const signedForm = 'multipart/form-data; boundary=x'
let local: TestCloud
let host: string
let api: string
let door: string

beforeAll(async () => {
  local = await testCloud()
  host = new URL(local.endpoint).host
  const outputs = await createStack(
    local.endpoint,
    account,
    'guarded',
    { ...apiResources('exports.handler = async () => ({ statusCode: 200, body: "api" })'), ...siteResources(bucket) },
    { Api: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] }, Site: { 'Fn::GetAtt': ['Distribution', 'DomainName'] } },
  )
  await putText(local.endpoint, account, bucket, 'index.html', 'site')
  api = new URL(await localAddress(local.cloud, outputs['Api'] ?? '')).pathname
  door = await frontDoor(local.cloud, outputs['Site'] ?? '')
})
afterAll(() => local.stop())

const buckets = async (): Promise<number> =>
  (await new S3Client(clientSettings(local.endpoint, account)).send(new ListBucketsCommand({}))).Buckets?.length ?? 0

describe('the main port', () => {
  test.each(['127.0.0.1', 'localhost', 'anything.localhost:1', '[::1]:9'])(
    'answers to the loopback name %s',
    async (name) => {
      expect((await send(`${local.endpoint}/health`, { headers: { host: name } })).status).toBe(200)
    },
  )

  test.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '10.0.0.1',
    'abc.cloudfront.net',
    '@',
  ])('refuses the Host "%s"', async (name) => {
    const answer = await send(`${local.endpoint}/health`, { headers: { host: name } })
    expect([400, 403]).toContain(answer.status)
    expect(answer.body).not.toContain('services')
  })

  test.each([
    ['a foreign page', { origin: 'https://evil.example' }],
    ['a page without origin', { origin: 'null' }],
    ['a foreign page under a rebound name', { origin: 'http://evil.example', host: 'evil.example' }],
    ['a development server', { origin: 'http://localhost:5173' }],
    ['a page served by the emulator itself', 'self'],
    ['the site, which has no token', 'door'],
    ['a program without token', {}],
    ['a program with a wrong token', { 'x-project-utils-token': 'x' }],
  ] as const)('lets nobody reset it: %s', async (_, given) => {
    const headers = given === 'self' ? { origin: local.endpoint } : given === 'door' ? { origin: door } : given
    const before = await buckets()
    for (const path of [
      '/_ministack/reset',
      '/_ministack/reset?init=1',
      '/_ministack/config',
      '/_project-utils/stop',
    ]) {
      const answer = await send(`${local.endpoint}${path}`, { method: 'POST', headers })
      expect(answer.status).toBe(403)
      expect(answer.headers['access-control-allow-origin']).toBeUndefined()
    }
    expect(await buckets()).toBe(before)
  })

  test('gives a browser nothing even with the token', async () => {
    const headers = { 'x-project-utils-token': local.cloud.token ?? '', origin: door }
    expect((await send(`${local.endpoint}/_project-utils/status`, { headers })).status).toBe(403)
  })

  test.each(['/', '/_ministack/reset', `/${bucket}/index.html`, '/_aws/execute-api/x/'])(
    'refuses the preflight of a foreign page for %s',
    async (path) => {
      const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' }
      const answer = await send(`${local.endpoint}${path}`, { method: 'OPTIONS', headers })
      expect(answer.status).toBe(403)
      expect(answer.headers['access-control-allow-origin']).toBeUndefined()
    },
  )

  test.each([
    ['an image on a foreign page', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }, 403],
    [
      'a frame on a foreign page',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
      403,
    ],
    ['an image on a page of this machine', { 'sec-fetch-site': 'same-site', referer: 'http://localhost:5173/' }, 200],
    [
      'a link on a foreign page',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
      200,
    ],
    [
      'an address typed in',
      { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
      200,
    ],
  ] as const)('answers GET of %s', async (_, headers, status) => {
    expect((await send(`${local.endpoint}/health`, { headers })).status).toBe(status)
  })

  test('refuses a call by GET that only a signature in the address vouches for', async () => {
    const query =
      'Action=DeleteStack&StackName=guarded&X-Amz-Credential=000000000000/20260101/us-east-1/cloudformation/aws4_request'
    expect((await send(`${local.endpoint}/?${query}`)).status).toBe(403)
  })

  test('lets the site call any service, and a development server only APIs and signed objects', async () => {
    const call = (origin: string, path: string, extra: Readonly<Record<string, string>> = {}, method = 'POST') =>
      send(`${local.endpoint}${path}`, { method, headers: { origin, ...extra } })
    const refused = 'are refused'
    expect(
      (await call(door, '/', { 'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth' })).body,
    ).not.toContain(refused)
    const development = 'http://localhost:5173'
    expect((await call(development, '/')).body).toContain(refused)
    expect((await call(development, '/?Action=DeleteStack')).body).toContain(refused)
    expect((await call(development, `/${bucket}/key`, {}, 'PUT')).body).toContain(refused)
    expect((await call(development, `/${bucket}`, { 'content-type': signedForm })).body).not.toContain(refused)
    const signed = 'X-Amz-Credential=000000000000/20260101/us-east-1/s3/aws4_request&X-Amz-Signature=x'
    expect((await call(development, `/${bucket}/key?${signed}`, {}, 'PUT')).body).not.toContain(refused)
    expect((await call(development, `/${bucket}/key?${signed}`, {}, 'DELETE')).body).toContain(refused)
    expect((await call(development, `/${bucket}?Action=X&${signed}`, {}, 'PUT')).body).toContain(refused)
    expect((await call(development, `${api}/x`)).body).toBe('api')
  })

  test('refuses two Hosts in one request', async () => {
    const answer = await send(`${local.endpoint}/health`, { headers: { host, 'X-Other': 'x' } })
    expect(answer.status).toBe(200)
    const text = await new Promise<string>((resolve) => {
      let received = ''
      const socket = connect(Number(new URL(local.endpoint).port), '127.0.0.1', () =>
        socket.write(`GET /health HTTP/1.1\r\nHost: ${host}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`),
      )
      socket.on('data', (chunk) => {
        received += chunk
      })
      socket.on('close', () => resolve(received))
    })
    expect(text).toMatch(/^HTTP\/1.1 400/)
  })

  test('guards HTTP/2 as well', async () => {
    const status = (authority: string): Promise<number> =>
      new Promise((resolve, reject) => {
        const session = connectHttp2(local.endpoint)
        session.on('error', reject)
        const stream = session.request({ ':path': '/health', ':authority': authority })
        stream.on('response', (headers) => resolve(Number(headers[':status'])))
        stream.on('error', reject)
        stream.on('close', () => session.close())
        stream.resume().end()
      })
    expect(await status(host)).toBe(200)
    expect(await status('evil.example')).toBe(403)
  })

  test('still lets SDKs in', async () => {
    const s3 = new S3Client({ ...clientSettings(local.endpoint, account), forcePathStyle: true })
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'index.html' }))
    expect(await Body?.transformToString()).toBe('site')
  })
})

describe('the door of a site', () => {
  test('serves the site and its API to pages of its own', async () => {
    expect((await send(`${door}/`)).body).toBe('site')
    expect((await send(`${door}/api/x`, { headers: { origin: door } })).body).toBe('api')
  })

  test.each([
    { host: 'evil.example' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
  ])('refuses %o', async (headers) => {
    const answer = await send(`${door}/`, { headers })
    expect(answer.status).toBe(403)
    expect(answer.body).not.toBe('site')
  })

  test.each(['/_ministack/reset', '/_ministack/rds/iam-auth', '/_project-utils/stop', '/_localstack/health'])(
    'does not pass %s on',
    async (path) => {
      const headers = { 'x-project-utils-token': local.cloud.token ?? '' }
      expect((await send(`${door}${path}`, { method: 'POST', headers })).status).toBe(404)
      expect((await localStatus(local.options))['running']).toBe(true)
    },
  )

  test('gives every other path to the site', async () => {
    for (const path of ['/health', '/logout', '/login', '/deep/link', '/iceberg/x', '/oauth2/authorize']) {
      expect([path, (await send(`${door}${path}`)).body]).toEqual([path, 'site'])
    }
  })
})
