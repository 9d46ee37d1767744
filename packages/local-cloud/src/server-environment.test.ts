import { delimiter, dirname } from 'node:path'
import { expect, test } from 'vitest'
import { serverEnvironment, variable } from './server-environment.ts'

const secret = 'planted'
const host = {
  PATH: '/usr/bin',
  HOME: '/home/me',
  AWS_SECRET_ACCESS_KEY: secret,
  GITHUB_TOKEN: secret,
  NODE_OPTIONS: secret,
}

test('nothing of the host but PATH reaches the emulator', () => {
  const environment = serverEnvironment({ folder: '/cloud', environment: host, node: '/node/bin/node' })
  expect(environment['PATH']).toBe(['/node/bin', '/usr/bin'].join(delimiter))
  expect(Object.values(environment)).not.toContain(secret)
  expect(environment['HOME']).toBe('/cloud/home')
})

test('enforces rights, keeps state, listens on loopback', () => {
  const environment = serverEnvironment({ folder: '/cloud', environment: host })
  expect(environment).toMatchObject({ AUTH: 'true', PERSIST_STATE: '1', S3_PERSIST: '1', BIND_HOST: '127.0.0.1' })
})

test('functions run on the running Node unless another is named', () => {
  const path = serverEnvironment({ folder: '/cloud', environment: {} })['PATH']
  expect(path).toBe(dirname(process.execPath))
})

test.each([
  [{ PATH: 'a' }, 'a'],
  [{ Path: 'a' }, 'a'],
  [{ path: 'a', PATH: 'b' }, 'b'],
  [{}, undefined],
])('finds PATH in %o', (environment, expected) => {
  expect(variable(environment, 'PATH')).toBe(expected)
})
