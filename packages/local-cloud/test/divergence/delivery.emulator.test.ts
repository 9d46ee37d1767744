import { frontDoor, localAddress } from '@project-utils/local-cloud'
import { afterAll, beforeAll, expect } from 'vitest'
import { type TestCloud, testCloud } from '../../../../tools/test-cloud.ts'
import { apiResources, createStack, putText, siteResources } from '../sample-stack.ts'
import { send } from '../send.ts'
import { element, signed } from './call.ts'
import { divergence } from './divergence.ts'

/** Distributions and APIs as a visitor meets them. */
const account = '111111111111'
const code = 'exports.handler = async (event) => ({ statusCode: 200, body: event.rawPath })'
let local: TestCloud
let outputs: Readonly<Record<string, string>>
let door: string
let distribution: string

beforeAll(async () => {
  local = await testCloud()
  const stage = {
    Type: 'AWS::ApiGatewayV2::Stage',
    Properties: { ApiId: { Ref: 'Api' }, StageName: 'named', AutoDeploy: true },
  }
  const resources = { ...apiResources(code), ...siteResources('delivered'), Named: stage }
  outputs = await createStack(local.endpoint, account, 'delivery', resources, {
    Api: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] },
    Id: { Ref: 'Distribution' },
    Site: { 'Fn::GetAtt': ['Distribution', 'DomainName'] },
  })
  door = await frontDoor(local.cloud, outputs['Site'] ?? '')
  distribution = `${local.endpoint}/2020-05-31/distribution/${outputs['Id']}`
})
afterAll(() => local?.stop())

const headers = () => signed({ endpoint: local.endpoint, service: 'cloudfront', key: account })

divergence(
  'delivery/no-cache',
  {
    here: 'a distribution serves new content at once and is always a Miss',
    aws: 'what it has cached, until that expires or is invalidated',
  },
  async () => {
    for (const text of ['one', 'two']) {
      await putText(local.endpoint, account, 'delivered', 'index.html', text)
      const answer = await send(`${door}/`)
      expect([answer.status, answer.body]).toEqual([200, text])
      expect(answer.headers['x-cache']).toBe('Miss from cloudfront')
    }
  },
)

divergence(
  'delivery/invalidation',
  { here: 'an invalidation is Completed in the answer that makes it', aws: 'InProgress for seconds to minutes' },
  async () => {
    const body =
      '<InvalidationBatch><Paths><Quantity>1</Quantity><Items><Path>/*</Path></Items></Paths><CallerReference>once</CallerReference></InvalidationBatch>'
    const answer = await send(`${distribution}/invalidation`, { method: 'POST', headers: headers(), body })
    expect([answer.status, element(answer.body, 'Status')]).toEqual([201, 'Completed'])
  },
)

divergence(
  'delivery/deployed',
  { here: 'a new distribution is Deployed at once', aws: 'InProgress for minutes' },
  async () => {
    const answer = await send(distribution, { headers: headers() })
    expect([answer.status, element(answer.body, 'Status')]).toEqual([200, 'Deployed'])
  },
)

divergence(
  'delivery/no-compression',
  { here: 'a distribution compresses nothing', aws: 'text of 1,000 bytes and more, where the behaviour says Compress' },
  async () => {
    await putText(local.endpoint, account, 'delivered', 'long.html', 'long '.repeat(1_000))
    const answer = await send(`${door}/long.html`, { headers: { 'accept-encoding': 'gzip, br' } })
    expect([answer.status, answer.headers['content-encoding']]).toEqual([200, undefined])
  },
)

divergence(
  'delivery/api-permission',
  { here: 'an API calls a function that allows it nothing', aws: '500 Internal Server Error' },
  async () => {
    const answer = await send(`${await localAddress(local.cloud, outputs['Api'] ?? '')}/path`)
    expect([answer.status, answer.body]).toEqual([200, '/path'])
  },
)

divergence(
  'delivery/stage-path',
  { here: "an HTTP API's named stage is missing from rawPath", aws: '/named/path' },
  async () => {
    const answer = await send(`${await localAddress(local.cloud, outputs['Api'] ?? '')}/named/path`)
    expect([answer.status, answer.body]).toEqual([200, '/path'])
  },
)
