import { execFileSync } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import {
  findLocalCloud,
  frontDoor,
  type LocalOptions,
  localAddress,
  localStatus,
  resetLocalCloud,
  saveLocalCloud,
  startLocalCloud,
  stopLocalCloud,
} from '@project-utils/local-cloud'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'

const context = { signal: new AbortController().signal, emit: () => undefined }
/** Stands for an emulator that somebody else runs. */
let foreign: Server
let given: LocalOptions
let local: TestCloud

beforeAll(async () => {
  local = await testCloud()
  foreign = createServer((_, response) => response.end('{}'))
  await new Promise<void>((resolve) => void foreign.listen(0, '127.0.0.1', resolve))
  given = { ...local.options, endpoint: `http://127.0.0.1:${(foreign.address() as AddressInfo).port}/` }
})
afterAll(async () => {
  foreign.close()
  await local.stop()
})

test('a given endpoint is used as it is: nothing there is saved, ended or emptied', async () => {
  const cloud = await startLocalCloud(given, context)
  expect(cloud).toEqual({ endpoint: given.endpoint?.slice(0, -1) })
  await saveLocalCloud(cloud)
  expect(await localStatus(given)).toMatchObject({ running: true, ours: false })
  await expect(stopLocalCloud(given, context)).rejects.toMatchObject({ code: 'LOCAL_NOT_OURS' })
  await expect(resetLocalCloud(given, context)).rejects.toMatchObject({ code: 'LOCAL_NOT_OURS' })
  await expect(frontDoor(cloud, 'd1.cloudfront.net')).rejects.toMatchObject({ code: 'LOCAL_NO_DOOR' })
  expect(await localAddress(cloud, 'https://d1.cloudfront.net')).toBe('https://d1.cloudfront.net')
})

test('a given endpoint behind which our launcher answers has its front door and saving', async () => {
  const endpoint = local.endpoint.replace('127.0.0.1', 'localhost')
  expect(await startLocalCloud({ ...local.options, endpoint }, context)).toEqual({ ...local.cloud, endpoint })
})

test('a given endpoint is never started, and never on another machine', async () => {
  const silent = { ...local.options, endpoint: 'http://127.0.0.1:1' }
  await expect(startLocalCloud(silent, context)).rejects.toMatchObject({ code: 'LOCAL_UNREACHABLE' })
  expect(await findLocalCloud(silent)).toBeUndefined()
  const elsewhere = { ...local.options, endpoint: 'https://sts.amazonaws.com' }
  await expect(startLocalCloud(elsewhere, context)).rejects.toMatchObject({ code: 'LOCAL_NOT_LOOPBACK' })
})

test('an unknown distribution has no door', async () => {
  await expect(frontDoor(local.cloud, 'd1.cloudfront.net')).rejects.toMatchObject({ code: 'LOCAL_NO_DOOR' })
})

test.each(['s3.us-east-1.amazonaws.com', 'AMAZONAWS.COM', 'abc.lambda-url.us-east-1.on.aws', 'd1.cloudfront.net.'])(
  'the process of the emulator cannot look up %s',
  (host) => {
    const launcher = fileURLToPath(new URL('../data/launcher', import.meta.url))
    const program = `
import sys
sys.path.insert(0, sys.argv[1])
import no_aws, socket, http.client
no_aws.refuse()
try:
    http.client.HTTPSConnection(sys.argv[2], timeout=5).request("GET", "/")
except socket.gaierror as error:
    print(error)
print(len(socket.getaddrinfo("localhost", 80)) > 0)`
    const python = `${local.options.venv}/bin/python`
    const said = execFileSync(python, ['-I', '-c', program, launcher, host], { encoding: 'utf8' })
    expect(said).toContain(`the local cloud does not reach ${host}`)
    expect(said).toContain('True')
  },
)
