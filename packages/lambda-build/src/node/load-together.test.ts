import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hostMachine } from '../artifact/machine.ts'
import type { Loaded, LoadInput } from './load.ts'
import { loadTogether } from './load-together.ts'

const never = new AbortController().signal
const good = 'exports.handler = async (event) => 1'

async function load(
  codes: readonly string[],
  { limit, variables = {} }: { limit?: number; variables?: Readonly<Record<string, string>> } = {},
): Promise<readonly Loaded[]> {
  const inputs = codes.map(
    (code, index): LoadInput => ({
      files: [{ path: 'a.js', content: Buffer.from(code) }],
      output: 'a.js',
      handler: 'handler',
      machine: hostMachine(),
      variables: { ...variables, INDEX: String(index) },
    }),
  )
  const { loaded, ended } = loadTogether(inputs, never, limit)
  const all = await Promise.all(inputs.map(loaded))
  await ended
  return all
}

const found = { handler: { type: 'function', parameters: 1 } }

describe('files that are loaded together', () => {
  it('share a process where nothing speaks against it', async () => {
    const told = await load([
      'exports.handler = async (event) => 1; exports[process.pid] = 1',
      'exports.handler = async (event) => 1; exports[process.pid] = 1',
    ])
    const [first, second] = told.map(({ names = [] }) => names.filter((name) => /^\d+$/.test(name)))
    expect(first).toHaveLength(1)
    expect(second).toEqual(first)
  })

  it.each<[string, string, object]>([
    ['throws', `throw new Error('no table')`, { reason: 'no table' }],
    ['ends the process', 'process.exit(3)', { reason: 'it ended the process with code 3' }],
    ['kills the process', `process.kill(process.pid, 'SIGKILL')`, { reason: 'it ended with SIGKILL' }],
    ['never ends', 'while (true) {}', { reason: 'it did not end within 1 seconds' }],
    ['fails later', `setImmediate(() => { throw new Error('late') }); ${good}`, found],
    ['writes where answers are told', `require('node:fs').writeSync(3, '{}')`, { reason: /descriptor 3/ }],
    ['claims to be another', `require('node:fs').writeSync(3, '{"index":2,"loaded":{"names":[]}}\\n'); ${good}`, {}],
  ])('are each told what they are, though one of them %s', async (_, code, expected) => {
    const [first, second, third] = await load([good, code, good], { limit: 1000 })
    expect(first).toMatchObject(found)
    if ('reason' in expected && expected.reason instanceof RegExp)
      expect(second).toMatchObject({ reason: expect.stringMatching(expected.reason) })
    else expect(second).toMatchObject(expected)
    expect(third).toMatchObject(found)
  })

  it.each([
    ['a global', 'globalThis.left = 1', 'globalThis.left'],
    ['another global', 'globalThis.fetch = 1', 'fetch === 1'],
    ['a method', 'Reflect.getMetadata = () => 1', 'Reflect.getMetadata'],
    ['a method of all', `Object.defineProperty(Array.prototype, 'left', { value: 1, configurable: true })`, '[].left'],
    ['what cannot be taken back', `Object.defineProperty(globalThis, 'left', { value: 1 })`, 'globalThis.left'],
    ['a listener', `process.on('SIGUSR2', () => 1)`, `process.listenerCount('SIGUSR2')`],
    ['a variable', 'process.env.LEFT = 1', 'process.env.LEFT'],
    ['a word of the command line', `process.argv.push('left')`, 'process.argv.length > 2'],
  ])('find nothing of what another one left: %s', async (_, code, left) => {
    const next = `if (${left}) throw new Error('something was left'); ${good}`
    const [first, second] = await load([`${code}; ${good}`, next])
    expect(first).toMatchObject(found)
    expect(second).toMatchObject(found)
  })

  it('have the variables of their own function, and themselves as the program', async () => {
    const code = 'exports[`${process.env.INDEX} ${process.argv[1] === __filename}`] = 1'
    const told = await load([code, code, code])
    expect(told.map(({ names }) => names)).toEqual([['0 true'], ['1 true'], ['2 true']])
  })

  it('are all told, also where they are many', async () => {
    const told = await load(
      Array.from({ length: 20 }, (_, index) => `exports.handler = (event) => 1; exports.n${index} = 1`),
    )
    expect(told.map(({ names }) => names?.[1])).toEqual(Array.from({ length: 20 }, (_, index) => `n${index}`))
  })

  it('cannot write files', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'loaded-')), 'x')
    const [first, second] = await load([good, `require('node:fs').writeFileSync(${JSON.stringify(file)}, '')`])
    expect(first).toMatchObject(found)
    expect(second).toMatchObject({ code: 'ERR_ACCESS_DENIED' })
    expect(existsSync(file)).toBe(false)
  })

  it('are ended, and leave no folder, where the signal comes', async () => {
    const stop = new AbortController()
    const input: LoadInput = {
      files: [{ path: 'a.js', content: Buffer.from('while (true) {}') }],
      output: 'a.js',
      handler: 'handler',
      machine: hostMachine(),
      variables: {},
    }
    const { loaded, ended } = loadTogether([input, { ...input }], stop.signal)
    const answer = loaded(input)
    setTimeout(() => stop.abort(new Error('stopped')), 200)
    await expect(answer).rejects.toThrow('stopped')
    await ended
    const program = '/proc/self/cmdline'
    if (existsSync(program)) expect(readFileSync(program, 'utf8')).not.toContain('lambda-load-')
  })
})
