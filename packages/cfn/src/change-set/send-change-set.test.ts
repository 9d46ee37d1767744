import { expect, test } from 'vitest'
import type { StackHandling } from '../execute/handling.ts'
import { stackInput } from '../execute/stack-input.ts'
import { desired, instantly, scripted, stateIn } from '../fixtures.test.fixture.ts'
import { sendChangeSet } from './send-change-set.ts'

async function sent(handling: StackHandling): Promise<Readonly<Record<string, unknown>>> {
  const { client, asked } = scripted({ CreateChangeSet: [{ Id: 'id', StackId: 'arn' }] })
  const input = { ...stackInput(desired(), stateIn('CREATE_COMPLETE'), 'update'), handling }
  await sendChangeSet(client, input, { name: 'release-1', nested: false, pace: instantly })
  return asked[0]?.input ?? {}
}

test.each<[string, StackHandling, object]>([
  [
    'topics',
    { topics: ['arn:aws:sns:eu-west-1:111111111111:ops'] },
    { NotificationARNs: [expect.stringMatching(/ops$/)] },
  ],
  ['a role', { role: 'arn:aws:iam::111111111111:role/cfn' }, { RoleARN: 'arn:aws:iam::111111111111:role/cfn' }],
  ['express mode', { express: true }, { DeploymentConfig: { Mode: 'EXPRESS', DisableRollback: false } }],
  [
    'express mode without rollback',
    { express: true, rollback: false },
    { DeploymentConfig: { Mode: 'EXPRESS', DisableRollback: true } },
  ],
])('%s are sent with the change set', async (_, handling, expected) => {
  expect(await sent(handling)).toMatchObject(expected)
})

test('what the configuration does not say is not sent', async () => {
  const input = await sent({})
  for (const key of [
    'NotificationARNs',
    'RoleARN',
    'DeploymentConfig',
    'ResourcesToImport',
    'ImportExistingResources',
  ]) {
    expect(input).not.toHaveProperty(key)
  }
})
