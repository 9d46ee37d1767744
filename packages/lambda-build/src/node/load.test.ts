import { statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { hostMachine } from '../artifact/machine.ts'
import { makeFolder } from '../build/folder.test.fixture.ts'
import { type Loaded, loadExports } from './load.ts'

const never = new AbortController().signal

function load(
  files: Readonly<Record<string, string>>,
  handler = 'handler',
  machine = hostMachine(),
  limit = 10_000,
): Promise<Loaded> {
  const [output = ''] = Object.keys(files)
  const all = Object.entries(files).map(([path, text]) => ({ path, content: Buffer.from(text) }))
  return loadExports({ files: all, output, handler, machine, variables: {} }, never, limit)
}

describe('loadExports', () => {
  it.each<[string, Record<string, string>, string, object]>([
    [
      'CommonJS',
      { 'a.js': 'exports.handler = (event) => 1; exports.other = 2' },
      'handler',
      { names: ['handler', 'other'], handler: { type: 'function', parameters: 1 } },
    ],
    ['an ES module', { 'a.mjs': 'export const handler = async () => 1' }, 'handler', { names: ['handler'] }],
    [
      'an ES module by its package.json',
      { 'src/a.js': 'export const handler = async () => 1', 'package.json': '{ "type": "module" }' },
      'handler',
      { names: ['handler'], handler: { type: 'function' } },
    ],
    [
      'a handler in an object',
      { 'a.js': 'exports.routes = { get: (a, b) => 1 }' },
      'routes.get',
      { handler: { type: 'function', parameters: 2 } },
    ],
    [
      'a handler in the default export',
      { 'a.mjs': 'export default { handler: () => 1 }' },
      'handler',
      { handler: { type: 'function', isDefault: true } },
    ],
    [
      'no answer, where the code writes into the pipe itself',
      { 'a.js': 'require("node:fs").writeSync(3, "{}"); exports.handler = () => 1' },
      'handler',
      { reason: expect.stringContaining('descriptor 3') },
    ],
    ['no handler', { 'a.js': '' }, 'handler', { names: [], handler: { type: 'undefined' } }],
    [
      'a streaming handler',
      { 'a.js': 'exports.handler = awslambda.streamifyResponse(async (event, stream, context) => 1)' },
      'handler',
      { handler: { parameters: 3, isStreaming: true } },
    ],
    [
      'a package beside it',
      { 'a.js': `exports.handler = require('p')`, 'node_modules/p/index.js': 'module.exports = () => 1' },
      'handler',
      { handler: { type: 'function' } },
    ],
  ])('tells of %s', async (_, files, handler, expected) => {
    expect(await load(files, handler)).toMatchObject(expected)
  })

  it.each([
    ['net', `require('net').connect(port, '127.0.0.1').on('error', (error) => { throw error })`],
    ['http', `require('http').get('http://127.0.0.1:' + port).on('error', (error) => { throw error })`],
    ['tls', `require('tls').connect(port, '127.0.0.1').on('error', (error) => { throw error })`],
    ['fetch', `await fetch('http://127.0.0.1:' + port).catch((error) => { throw error.cause })`],
    ['dns', `await require('dns').promises.lookup('localhost')`],
    ['udp', `require('dgram').createSocket('udp4')`],
  ])('gives the code no network by %s', async (_, code) => {
    let calls = 0
    const server = createServer((socket) => {
      calls += 1
      socket.destroy()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const body = `import { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)\nconst port = ${port}`
    const wait = `let failed\nprocess.on('uncaughtException', (error) => { failed = error })\n${code}\nawait new Promise((resolve) => setTimeout(resolve, 300))\nthrow failed`
    expect(await load({ 'a.mjs': `${body}\n${wait}` })).toMatchObject({ reason: expect.stringContaining('no network') })
    expect(calls).toBe(0)
  })

  it('reads files where they lie, without a copy and without a trace on them', async () => {
    const folder = makeFolder({ 'api.js': `exports.handler = require('p')`, 'p.js': 'module.exports = (a, b, c) => 1' })
    const before = statSync(join(folder, 'p.js'))
    const files = [
      { path: 'src/api.js', content: { file: join(folder, 'api.js'), size: 1 } },
      { path: 'node_modules/p/index.js', content: { file: join(folder, 'p.js'), size: 1 } },
    ]
    const loaded = await loadExports(
      { files, output: 'src/api.js', handler: 'handler', machine: hostMachine(), variables: {} },
      never,
    )
    expect(loaded).toMatchObject({ handler: { type: 'function', parameters: 3 } })
    expect(statSync(join(folder, 'p.js'))).toMatchObject({ nlink: before.nlink, ctimeMs: before.ctimeMs })
  })

  it('says of machine code for another machine that nothing can be told here', async () => {
    const host = hostMachine()
    const machine = { system: host.system, architecture: host.architecture === 'arm64' ? 'x86_64' : 'arm64' } as const
    expect(await load({ 'a.js': `require('./b.node')`, 'b.node': '' }, 'handler', machine)).toEqual({
      reason: expect.stringMatching(/machine code for .* and this machine is /),
    })
  })

  it('ends what does not end by itself', async () => {
    expect(await load({ 'a.js': 'while (true) {}' }, 'handler', hostMachine(), 500)).toEqual({
      reason: 'it did not end within 0.5 seconds',
    })
  })
})
