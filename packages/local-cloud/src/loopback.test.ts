import { expect, test } from 'vitest'
import { parseLoopback } from './loopback.ts'

test.each([
  ['http://127.0.0.1:4566', { endpoint: 'http://127.0.0.1:4566', host: '127.0.0.1', port: 4566 }],
  ['http://localhost:4566/', { endpoint: 'http://localhost:4566', host: 'localhost', port: 4566 }],
  ['http://[::1]:4566', { endpoint: 'http://[::1]:4566', host: '::1', port: 4566 }],
  ['https://local.localhost', { endpoint: 'https://local.localhost', host: 'local.localhost', port: 443 }],
  ['http://0x7f.1:80/', { endpoint: 'http://127.0.0.1', host: '127.0.0.1', port: 80 }],
])('%s is on this machine', (endpoint, expected) => {
  expect(parseLoopback(endpoint)).toEqual(expected)
})

test.each([
  'https://s3.amazonaws.com',
  'http://10.0.0.1:4566',
  'http://localhost.evil.example:4566',
  'http://127.0.0.1.evil.example',
  'http://user@127.0.0.1:4566',
  'http://localhost@evil.example',
  'ftp://127.0.0.1',
  'localhost:4566',
  '',
])('"%s" is refused', (endpoint) => {
  expect(() => parseLoopback(endpoint)).toThrow(expect.objectContaining({ code: 'LOCAL_NOT_LOOPBACK' }))
})
