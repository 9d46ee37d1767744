import { expect, test } from 'vitest'
import { environmentSecrets } from './environment-secrets.ts'

test.each([
  ['GITHUB_TOKEN', 'ghp_0123456789', ['ghp_0123456789']],
  ['AWS_SECRET_ACCESS_KEY', 'wJalrXUtnFEMI', ['wJalrXUtnFEMI']],
  ['db_password', 'correct horse', ['correct horse']],
  ['STRIPE_API_KEY', 'sk_live_01234567', ['sk_live_01234567']],
  ['DATABASE_URL', 'postgres://app:p%40ssw0rd-1@db/app', ['p%40ssw0rd-1', 'p@ssw0rd-1']],
])('%s is secret', (name, value, expected) => {
  expect(environmentSecrets({ [name]: value })).toEqual(expected)
})

test.each([
  ['PWD', '/home/somebody/project'],
  ['OLDPWD', 'C:\\Users\\somebody'],
  ['AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE'],
  ['AWS_WEB_IDENTITY_TOKEN_FILE', '/var/run/token'],
  ['SSH_PRIVATE_KEY', '/home/somebody/.ssh/id'],
  ['AWS_SECRET_ACCESS_KEY', 'test'],
  ['AWS_SECRET_ACCESS_KEY', '000000000000'],
  ['KEYBOARD', 'german layout'],
  ['PATH', '/usr/bin:/usr/local/bin'],
  ['HTTPS_PROXY', 'http://proxy.example:3128'],
])('%s=%s is ordinary', (name, value) => {
  expect(environmentSecrets({ [name]: value })).toEqual([])
})
