import { expect, test } from 'vitest'
import { ownOptions, parsePort } from './own-options.ts'

test.each([
  ['0', 0],
  ['4566', 4566],
  ['65535', 65_535],
])('takes port %s', (text, port) => {
  expect(parsePort(text)).toBe(port)
})

test.each(['', '-1', '65536', '80x', '4566.5', '0x10'])('refuses port "%s"', (text) => {
  expect(() => parsePort(text)).toThrow(expect.objectContaining({ code: 'LOCAL_FLAG_INVALID' }))
})

test("works on the person's own local cloud, whatever endpoint the shell names", async () => {
  const environment = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', PROJECT_UTILS_LOCAL_FOLDER: '/mine' }
  const options = await ownOptions({ environment, cwd: '/', flags: { port: '5000', python: 'python3.12' } })
  expect(options).toMatchObject({ folder: '/mine', environment, port: 5000, python: 'python3.12' })
  expect(options.endpoint).toBeUndefined()
})
