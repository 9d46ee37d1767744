import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  ListChangeSetsCommand,
} from '@aws-sdk/client-cloudformation'
import { frontDoor, localAddress, localStatus, saveLocalCloud, startLocalCloud } from '@project-utils/local-cloud'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'
import { apiResources, clientSettings, createStack, putText, siteResources } from './sample-stack.ts'
import { send } from './send.ts'

/**
 * Each repair twice: what the pinned emulator does without it (an expected divergence: when such a test fails, the
 * emulator has learnt it, and the repair's FIXED_IN is to be set), and what AWS does, which the repair brings.
 */
const first = '000000000000'
const second = '222222222222'
const code = 'exports.handler = async (event) => ({ statusCode: 200, body: `api ${event.rawPath}` })'
const preflight = {
  method: 'OPTIONS',
  headers: { origin: 'http://localhost:5173', 'access-control-request-method': 'GET' },
}

describe.each([
  { kind: 'raw', repairs: [] },
  { kind: 'repaired', repairs: 'all' },
] as const)('the $kind emulator', ({ kind, repairs }) => {
  const repaired = kind === 'repaired'
  const api = new Map<string, string>()
  const door = new Map<string, string>()
  let local: TestCloud

  beforeAll(async () => {
    local = await testCloud({ repairs })
    for (const account of [first, second]) {
      const bucket = `site-${account}`
      const resources = { ...apiResources(code), ...siteResources(bucket) }
      const outputs = await createStack(local.endpoint, account, 'repairs', resources, {
        Api: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] },
        Site: { 'Fn::GetAtt': ['Distribution', 'DomainName'] },
      })
      await putText(local.endpoint, account, bucket, 'index.html', 'site')
      api.set(account, await localAddress(local.cloud, outputs['Api'] ?? ''))
      door.set(account, await frontDoor(local.cloud, outputs['Site'] ?? ''))
    }
  })
  afterAll(() => local.stop())

  test('says which repairs are active', async () => {
    const names = [
      ...['distribution_api_origin', 'http_api_cors', 'unsigned_owner', 'site_paths', 'api_root'],
      ...['shared_shell', 'save'],
    ]
    expect((await localStatus(local.options))['repairs']).toEqual(repaired ? names : [])
  })

  test(
    repaired ? 'reaches an API through a distribution' : 'answers 502 for an API behind a distribution',
    async () => {
      const answer = await send(`${door.get(first)}/api/reports?limit=1`)
      expect([answer.status, answer.body]).toEqual(repaired ? [200, 'api /api/reports'] : [502, expect.anything()])
    },
  )

  test(repaired ? 'answers a preflight by the rules of the template' : 'answers every preflight with 403', async () => {
    const answer = await send(`${api.get(first)}/reports`, preflight)
    expect(answer.status).toBe(repaired ? 204 : 403)
    expect(answer.headers['access-control-allow-origin']).toBe(repaired ? 'http://localhost:5173' : undefined)
  })

  test(repaired ? 'reaches what another account owns' : 'knows no API or site of another account', async () => {
    expect((await send(`${api.get(second)}/reports`)).status).toBe(repaired ? 200 : 404)
    expect((await send(`${door.get(second)}/`)).body === 'site').toBe(repaired)
    expect((await send(`${api.get(first)}/reports`)).status).toBe(200)
  })

  test(repaired ? 'gives every path of a site to the site' : 'keeps paths of a site for itself', async () => {
    expect((await send(`${door.get(first)}/health`)).body).toEqual(
      repaired ? 'site' : expect.stringContaining('services'),
    )
    expect((await send(`${door.get(first)}/deep/link`)).body).toBe('site')
  })

  test(repaired ? "answers at an API's bare address" : "takes an API's bare address for a bucket", async () => {
    const answer = await send(api.get(first) ?? '')
    expect([answer.status, answer.body]).toEqual(
      repaired ? [200, 'api /'] : [404, expect.stringContaining('NoSuchBucket')],
    )
  })

  test(repaired ? 'makes both change sets of a new stack in one stack' : 'makes a stack anew for each', async () => {
    const client = new CloudFormationClient(clientSettings(local.endpoint, first))
    const TemplateBody = JSON.stringify({ Resources: { Topic: { Type: 'AWS::SNS::Topic' } } })
    const make = async (ChangeSetName: string): Promise<string | undefined> => {
      const input = { ChangeSetName, StackName: 'shell', ChangeSetType: 'CREATE', TemplateBody } as const
      return (await client.send(new CreateChangeSetCommand(input))).StackId
    }
    const ids = [await make('one'), await make('two')]
    expect(ids[0] === ids[1]).toBe(repaired)
    const read = client.send(new DescribeStacksCommand({ StackName: ids[0] }))
    await (repaired ? expect(read).resolves.toBeDefined() : expect(read).rejects.toThrow('does not exist'))
    await client.send(new ExecuteChangeSetCommand({ StackName: 'shell', ChangeSetName: 'one' }))
    const { Summaries = [] } = await client.send(new ListChangeSetsCommand({ StackName: 'shell' }))
    const open = Summaries.filter(({ ExecutionStatus }) => ExecutionStatus === 'AVAILABLE')
    expect(open.map(({ ChangeSetName }) => ChangeSetName)).toEqual([])
  })

  test(repaired ? 'comes back from a kill with what was saved' : 'loses everything in a kill', async () => {
    await saveLocalCloud(local.cloud)
    process.kill(local.cloud.pid ?? 0, 'SIGKILL')
    const again = await startLocalCloud(local.options, { signal: new AbortController().signal, emit: () => undefined })
    expect(again.endpoint).toBe(local.endpoint)
    const answer = await send(`${again.endpoint}${new URL(api.get(first) ?? '').pathname}/reports`)
    expect(answer.status).toBe(repaired ? 200 : 404)
  })
})
