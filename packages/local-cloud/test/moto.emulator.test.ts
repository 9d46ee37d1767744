import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestMoto, testMoto } from '../../../tools/moto/test-moto.ts'

/** What the local cloud has not, moto serves to tests. */
let moto: TestMoto

beforeAll(async () => {
  moto = await testMoto()
})
afterAll(() => moto?.stop())

/** Calls a service by its JSON protocol; moto reads the service out of the signature's scope and checks no signature. */
async function call(service: string, target: string, input: unknown): Promise<unknown> {
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': target,
    authorization: `AWS4-HMAC-SHA256 Credential=test/20261121/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
  }
  const answer = await fetch(moto.endpoint, { method: 'POST', headers, body: JSON.stringify(input) })
  expect(answer.status).toBe(200)
  return await answer.json()
}

test('moto gives the costs that a test has queued, one to each new question', async () => {
  const period = { Start: '2026-11-20', End: '2026-11-21' }
  const costs = (amount: string): unknown => ({
    ResultsByTime: [
      { TimePeriod: period, Total: { UnblendedCost: { Amount: amount, Unit: 'USD' } }, Groups: [], Estimated: false },
    ],
    DimensionValueAttributes: [],
  })
  const queued = await fetch(`${moto.endpoint}/moto-api/static/ce/cost-and-usage-results`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ results: [costs('12.50'), costs('13.75')] }),
  })
  expect(queued.status).toBe(201)
  const asked = { TimePeriod: period, Granularity: 'DAILY', Metrics: ['UnblendedCost'] }
  const answers: unknown[] = []
  for (const Granularity of ['DAILY', 'DAILY', 'MONTHLY'])
    answers.push(await call('ce', 'AWSInsightsIndexService.GetCostAndUsage', { ...asked, Granularity }))
  const amounts = ['12.50', '12.50', '13.75'].map((Amount) => [{ Total: { UnblendedCost: { Amount } } }])
  expect(answers).toMatchObject(amounts.map((ResultsByTime) => ({ ResultsByTime })))
})

test('moto makes a permission set and gives it to a user', async () => {
  const { Instances } = (await call('sso', 'SWBExternalService.ListInstances', {})) as {
    readonly Instances: readonly { readonly InstanceArn: string; readonly IdentityStoreId: string }[]
  }
  const [instance] = Instances
  const { PermissionSet } = (await call('sso', 'SWBExternalService.CreatePermissionSet', {
    InstanceArn: instance?.InstanceArn,
    Name: 'readers',
  })) as { readonly PermissionSet: { readonly PermissionSetArn: string } }
  const { UserId } = (await call('identitystore', 'AWSIdentityStore.CreateUser', {
    IdentityStoreId: instance?.IdentityStoreId,
    UserName: 'ada',
    DisplayName: 'Ada',
    Name: { GivenName: 'Ada', FamilyName: 'Lovelace' },
  })) as { readonly UserId: string }
  const target = { InstanceArn: instance?.InstanceArn, PermissionSetArn: PermissionSet.PermissionSetArn }
  await call('sso', 'SWBExternalService.CreateAccountAssignment', {
    ...target,
    TargetId: '111111111111',
    TargetType: 'AWS_ACCOUNT',
    PrincipalType: 'USER',
    PrincipalId: UserId,
  })
  const given = await call('sso', 'SWBExternalService.ListAccountAssignments', { ...target, AccountId: '111111111111' })
  expect(given).toMatchObject({ AccountAssignments: [{ PrincipalId: UserId, PrincipalType: 'USER' }] })
})
