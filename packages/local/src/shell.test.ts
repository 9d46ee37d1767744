import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatShell, shellVariables } from './shell.ts'

const cloud = { endpoint: 'http://127.0.0.1:4566', folder: "/it's/mine" }
const scope = { account: '111111111111', region: 'eu-west-1' }

test('sets what leads to the local cloud and forgets what leads elsewhere', () => {
  const { variables, unset } = shellVariables(cloud, scope, {
    AWS_PROFILE: 'prod',
    AWS_ENDPOINT_URL_S3: 'x',
    HOME: '/me',
  })
  expect(unset).toEqual(['AWS_ENDPOINT_URL_S3', 'AWS_PROFILE'])
  expect(variables).toMatchObject({ AWS_ENDPOINT_URL: cloud.endpoint, AWS_ACCESS_KEY_ID: scope.account })
  expect(Object.keys(variables)).not.toContain('HOME')
})

test('a second evaluation in the same shell changes nothing', () => {
  const first = shellVariables(cloud, scope, {})
  const second = shellVariables(cloud, scope, first.variables)
  expect(second.unset).toEqual([])
  expect(second.variables['AWS_ENDPOINT_URL']).toBe(cloud.endpoint)
  expect(second.variables['NO_PROXY'] ?? first.variables['NO_PROXY']).toBe(first.variables['NO_PROXY'])
})

test.each([
  { account: '1', region: 'us-east-1' },
  { account: '1111111111111', region: 'us-east-1' },
  { account: '111111111111', region: 'nowhere' },
  { account: '111111111111', region: '$(id)' },
])('refuses %o', (malformed) => {
  expect(() => shellVariables(cloud, malformed, {})).toThrow(expect.objectContaining({ code: 'LOCAL_FLAG_INVALID' }))
})

test('a shell reads back every value as it was', () => {
  const text = fc.string({ unit: fc.constantFrom('a', "'", '"', ' ', '$', '`', '\\', '\n', ';', '(', '*', '!', 'é') })
  fc.assert(
    fc.property(text, (value) => {
      const lines = formatShell({ variables: { X: value }, unset: ['Y', 'not a name; id'] })
      const read = execFileSync('sh', ['-c', `${lines}\nprintf '%s.' "$X"`], { encoding: 'utf8' })
      expect(read).toBe(`${value}.`)
    }),
    { numRuns: 50 },
  )
})
