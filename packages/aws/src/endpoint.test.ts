import { describe, expect, it } from 'vitest'
import { loopbackEndpoint } from './endpoint.ts'

describe('loopbackEndpoint', () => {
  it.each([
    ['http://127.0.0.1:4566', 'http://127.0.0.1:4566'],
    ['http://127.9.8.7:1/', 'http://127.9.8.7:1'],
    ['http://localhost:4566/path', 'http://localhost:4566'],
    ['https://[::1]:443', 'https://[::1]'],
    ['http://127.1:80', 'http://127.0.0.1'],
  ])('takes %s', (endpoint, origin) => {
    expect(loopbackEndpoint(endpoint)).toBe(origin)
  })

  it.each([
    'https://s3.amazonaws.com',
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
    'http://0.0.0.0:4566',
    'http://10.0.0.1',
    'http://[::ffff:10.0.0.1]',
    'http://localhost@example.com',
    'http://user:word@localhost:4566',
    'file:///etc/hosts',
    'localhost:4566',
    '127.0.0.1',
    '',
  ])('refuses %s', (endpoint) => {
    expect(() => loopbackEndpoint(endpoint)).toThrow(expect.objectContaining({ code: 'AWS_ENDPOINT_NOT_LOCAL' }))
  })
})
