import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm'
import { STSClient } from '@aws-sdk/client-sts'
import { afterEach, describe, expect, it } from 'vitest'
import { callerIdentity, type LocalService, type Reply, startService } from './local-service.test.fixture.ts'
import { localCredentials, openSession, type Session } from './session.ts'

const account = '111111111111'
const open: { destroy?(): void; close?(): Promise<void> }[] = []

async function start(reply: (index: number) => Reply): Promise<{ service: LocalService; session: Session }> {
  const service = await startService((_request, index) => reply(index))
  const session = openSession({
    region: 'eu-west-1',
    endpoint: service.endpoint,
    credentials: localCredentials(account),
    userAgent: 'project-test/1',
  })
  open.push(session, service)
  return { service, session }
}

afterEach(async () => {
  for (const one of open.splice(0)) {
    one.destroy?.()
    await one.close?.()
  }
})

describe('openSession', () => {
  it('refuses an endpoint without credentials', () => {
    expect(() => openSession({ region: 'us-east-1', endpoint: 'http://127.0.0.1:1' })).toThrow(
      expect.objectContaining({ code: 'AWS_LOCAL_CREDENTIALS' }),
    )
  })

  it('refuses a profile beside an endpoint', () => {
    const options = { region: 'us-east-1', endpoint: 'http://127.0.0.1:1', credentials: localCredentials(account) }
    expect(() => openSession({ ...options, profile: 'prod' })).toThrow(
      expect.objectContaining({ code: 'AWS_LOCAL_CREDENTIALS' }),
    )
  })

  it('refuses an endpoint elsewhere', () => {
    const options = { region: 'us-east-1', credentials: localCredentials(account) }
    expect(() => openSession({ ...options, endpoint: 'https://sts.amazonaws.com' })).toThrow(
      expect.objectContaining({ code: 'AWS_ENDPOINT_NOT_LOCAL' }),
    )
  })

  it.each(['', 'us-east', 'US-EAST-1', 'evil.example.com/#', 'us-east-1.evil'])('refuses the region "%s"', (region) => {
    expect(() => openSession({ region })).toThrow(expect.objectContaining({ code: 'AWS_REGION' }))
  })

  it.each(['us-east-1', 'ap-southeast-7', 'us-gov-west-1', 'eusc-de-east-1'])('takes the region %s', (region) => {
    expect(openSession({ region }).region).toBe(region)
  })

  it('makes one client of a class', async () => {
    const { session } = await start(() => [200, callerIdentity(account)])
    expect(session.client(STSClient)).toBe(session.client(STSClient))
  })

  it('asks for the identity once and signs with the region and account it was given', async () => {
    const { service, session } = await start(() => [200, callerIdentity(account)])
    const [first, second] = await Promise.all([session.identity(), session.identity()])
    expect(first).toEqual({ account, arn: `arn:aws:iam::${account}:user/ada` })
    expect(second).toBe(first)
    expect(service.received.map((r) => r.operation)).toEqual(['GetCallerIdentity'])
    expect(service.received[0]?.authorization).toMatch(/Credential=111111111111\/\d{8}\/eu-west-1\/sts\//)
  })

  it('asks again after an identity could not be had', async () => {
    const { session } = await start((index) =>
      index === 0
        ? [403, '<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>']
        : [200, callerIdentity(account)],
    )
    await expect(session.identity()).rejects.toMatchObject({ code: 'AWS_ACCESS_DENIED' })
    await expect(session.identity()).resolves.toMatchObject({ account })
  })

  it('uses one connection for the calls of several clients', async () => {
    const { service, session } = await start((index) =>
      index === 1 ? [200, { Parameters: [] }] : [200, callerIdentity(account)],
    )
    await session.identity()
    await session.client(SSMClient).send(new GetParametersCommand({ Names: ['/x'] }))
    expect(service.received).toHaveLength(2)
    expect(service.connections()).toBe(1)
  })

  it('records every attempt with its status', async () => {
    const { session } = await start((index) => (index === 0 ? [503, ''] : [200, callerIdentity(account)]))
    await session.identity()
    expect(session.calls).toMatchObject([
      { service: 'sts', operation: 'GetCallerIdentity', status: 503, mutating: false },
      { service: 'sts', operation: 'GetCallerIdentity', status: 200, mutating: false },
    ])
  })

  it('records why no answer came', async () => {
    const { service, session } = await start(() => [200, ''])
    await service.close()
    await expect(session.identity()).rejects.toMatchObject({ code: 'AWS_UNREACHABLE' })
    expect(session.calls).toHaveLength(3)
    expect(session.calls[0]).toMatchObject({ failure: 'ECONNREFUSED' })
    expect(session.calls[0]).not.toHaveProperty('status')
  })

  it('waits longer for Lambda than for others', () => {
    class LambdaLike extends STSClient {
      constructor(config: ConstructorParameters<typeof STSClient>[0]) {
        super({ ...config, serviceId: 'Lambda' })
      }
    }
    const session = openSession({ region: 'us-east-1', credentials: localCredentials(account) })
    const handler = session.client(LambdaLike).config.requestHandler
    open.push(session)
    expect(handler).toHaveProperty('updateHttpClientConfig')
    return expect(Reflect.get(handler, 'configProvider')).resolves.toMatchObject({ socketTimeout: 905_000 })
  })
})
