import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Envelope } from '@project-utils/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { packedBin } from '../../../tools/packed.ts'
import { type MalformedSuite, malformedSuites } from './malformed-suites.ts'

const head =
  'project: proof\nenvironments: { dev: { account: "111111111111", region: us-east-1, tier: full } }\nsuites:\n  smoke: '
const seen: string[] = []
let folder: string
let server: Server
let bin: string

beforeAll(async () => {
  bin = packedBin('project-test')
  folder = await mkdtemp(join(tmpdir(), 'project-utils-malformed-'))
  server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`)
    request.resume()
    response.writeHead(500).end()
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
})
afterAll(async () => {
  server?.close()
  await rm(folder, { recursive: true, force: true })
})

/** Runs a suite against a server that keeps what reaches it; whatever it names leads there, and so does AWS. */
async function run({ suite }: MalformedSuite, file: string): Promise<{ code: number | null; stdout: string }> {
  const origin = `127.0.0.1:${(server.address() as AddressInfo).port}`
  await writeFile(join(folder, file), `${head}${suite.replaceAll('§', '').replaceAll('127.0.0.1:9', origin)}\n`)
  const keys = { AWS_ACCESS_KEY_ID: 'AKIABADBADBADBADBADB', AWS_SECRET_ACCESS_KEY: 'never-sent-anywhere' }
  const child = spawn(process.execPath, [bin, 'smoke', '--config', file, '--env', 'dev', '--json'], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      AWS_ENDPOINT_URL: `http://${origin}`,
      AWS_EC2_METADATA_DISABLED: 'true',
      ...keys,
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let stdout = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  return await new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout })))
}

/** What is wrong with how a suite was told; empty where all is right. */
function complaints(one: MalformedSuite, file: string, code: number | null, stdout: string): readonly string[] {
  const { problems, data } = JSON.parse(stdout) as Envelope
  const found = problems.map((problem) => problem.code)
  const line = head.split('\n').length
  const begin = (head.split('\n').at(-1) ?? '').length + 1
  const port = String((server.address() as AddressInfo).port).length - 1
  const places = one.suite.split('§').slice(0, -1)
  const columns = places.map((_, index) => {
    const before = places.slice(0, index + 1).join('')
    return begin + before.length + port * (before.split('127.0.0.1:9').length - 1)
  })
  const told = problems.map(({ where }) => `${where?.file}:${where?.line}:${where?.column}`)
  const expected = columns.map((column) => `${file}:${line}:${column}`)
  return [
    ...(code === 2 ? [] : [`exit code ${code}`]),
    ...(data === null ? [] : ['something was run']),
    ...([...found].sort().join() === [...one.codes].sort().join() ? [] : [`expected ${one.codes}, found ${found}`]),
    ...expected.filter((place) => !told.includes(place)).map((place) => `nothing is told at ${place}: ${told}`),
    ...problems.filter(({ where }) => where?.line === undefined).map(({ message }) => `without a place: ${message}`),
    ...problems.filter(({ hint = '' }) => hint === '').map(({ message }) => `without a next step: ${message}`),
  ]
}

test('fifty suites that cannot be run as written end with 2, each problem with place and next step, and nothing is sent', async () => {
  expect(malformedSuites.length).toBeGreaterThanOrEqual(50)
  const wrong: Record<string, readonly string[]> = {}
  const left = malformedSuites.map((one, index) => [one, `suite-${index + 1}.yaml`] as const)
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [one, file] = next
      const { code, stdout } = await run(one, file)
      const found = complaints(one, file, code, stdout)
      if (found.length > 0) wrong[one.what] = found
    }
  }
  await Promise.all([worker(), worker(), worker(), worker()])
  expect(wrong).toEqual({})
  expect(seen).toEqual([])
})
