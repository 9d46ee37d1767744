import fc from 'fast-check'
import { expect, test } from 'vitest'
import { localEnvironment } from './local-environment.ts'

const cloud = { endpoint: 'http://127.0.0.1:4566', folder: '/cloud' }
const scope = { account: '111111111111', region: 'eu-west-1' }
const own = localEnvironment(cloud, scope, {})

test('leads to the local cloud, as the account, with empty configuration', () => {
  expect(own).toEqual({
    NO_PROXY: '127.0.0.1,localhost,::1',
    no_proxy: '127.0.0.1,localhost,::1',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: '111111111111',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_CONFIG_FILE: '/cloud/aws/config',
    AWS_SHARED_CREDENTIALS_FILE: '/cloud/aws/credentials',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ACCOUNT_ID_ENDPOINT_MODE: 'disabled',
  })
})

test('names an empty file where a given endpoint has no folder', () => {
  const { AWS_CONFIG_FILE: file } = localEnvironment({ endpoint: cloud.endpoint }, scope, {})
  expect(file).toMatch(/null|nul$/i)
})

test('no variable of AWS survives, however it is spelt', () => {
  const spelling = fc
    .tuple(fc.constantFrom('AWS_', 'aws_', 'Aws_'), fc.stringMatching(/^[A-Za-z0-9_]{0,20}$/))
    .map(([prefix, rest]) => `${prefix}${rest}`)
  fc.assert(
    fc.property(fc.dictionary(spelling, fc.constant('real')), (hostile) => {
      const environment = localEnvironment(cloud, scope, { ...hostile, PATH: '/bin', EMPTY: undefined })
      expect(environment).toEqual({ ...own, PATH: '/bin' })
    }),
  )
})

test('keeps the exceptions from a proxy and adds this machine', () => {
  const environment = localEnvironment(cloud, scope, { no_proxy: 'example.com', HTTPS_PROXY: 'http://proxy' })
  expect(environment).toMatchObject({ no_proxy: 'example.com,127.0.0.1,localhost,::1', HTTPS_PROXY: 'http://proxy' })
  expect(environment['NO_PROXY']).toBeUndefined()
})
