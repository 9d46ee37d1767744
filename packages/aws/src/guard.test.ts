import type { Scope } from '@project-utils/contract'
import { expect, it } from 'vitest'
import { guardScope } from './guard.ts'

const scope: Scope = {
  project: 'shop',
  environment: 'prod',
  tier: 'read-only',
  account: '333333333333',
  region: 'eu-west-1',
}
const session = {
  region: 'eu-west-1',
  identity: async () => ({ account: '333333333333', arn: 'arn:aws:iam::333333333333:user/ada' }),
}
const other = async () => ({ account: '111111111111', arn: 'arn:aws:iam::111111111111:user/ada' })
const endpoint = 'http://127.0.0.1:4566'

it('lets the right account and region pass', async () => {
  await expect(guardScope(session, scope)).resolves.toBeUndefined()
})

it('lets a local scope pass on the local cloud', async () => {
  await expect(guardScope({ ...session, endpoint }, { ...scope, local: true })).resolves.toBeUndefined()
})

it('refuses another account, naming both and what was used', async () => {
  await expect(guardScope({ ...session, profile: 'dev', identity: other }, scope)).rejects.toMatchObject({
    code: 'AWS_WRONG_ACCOUNT',
    message:
      'environment prod is account 333333333333, but profile dev (arn:aws:iam::111111111111:user/ada) belongs to account 111111111111',
    hint: expect.stringContaining('--profile <profile of 333333333333>'),
  })
})

it.each([
  ['another region', { ...session, region: 'us-east-1' }, scope, 'AWS_WRONG_REGION'],
  ['AWS for a local scope', session, { ...scope, local: true }, 'AWS_WRONG_TARGET'],
  ['the local cloud for a scope in AWS', { ...session, endpoint }, scope, 'AWS_WRONG_TARGET'],
])('refuses %s without asking who the caller is', async (_what, given, target, code) => {
  const identity = () => Promise.reject(new Error('asked'))
  await expect(guardScope({ ...given, identity }, target)).rejects.toMatchObject({ code })
})
