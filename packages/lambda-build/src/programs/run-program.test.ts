import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ProgramEnd, type ProgramRun, runProgram } from './run-program.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'programs-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

function node(code: string, run: Partial<ProgramRun> = {}): Promise<ProgramEnd> {
  const { signal } = new AbortController()
  return runProgram(process.execPath, ['-e', code], { folder, environment: {}, signal, limit: 60_000, ...run })
}

/** Starts a child that keeps its output open: the run does not end before the child does. */
const withChild = `
const { spawn } = require('node:child_process')
spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' })
console.log('ready')
setInterval(() => {}, 1000)
`

describe('a program', () => {
  it('is given its folder, its environment alone, and what it reads', async () => {
    const code =
      'process.stdin.on("data", (read) => console.log(JSON.stringify([process.cwd(), process.env.A, process.env.HOME, String(read)])))'
    const { output } = await node(code, { environment: { A: '1', B: undefined }, input: 'text' })
    expect(JSON.parse(output)).toEqual([expect.stringContaining('programs-'), '1', null, 'text'])
  })

  it('says output and errors apart and together, line by line', async () => {
    const lines: string[] = []
    const end = await node('console.log("one\\n\\ntwo"); console.error("three")', {
      onLine: (line) => lines.push(line),
    })
    expect(end).toMatchObject({ status: 0, failure: undefined, output: 'one\n\ntwo\n', errors: 'three\n' })
    expect(lines.toSorted()).toEqual(['one', 'three', 'two'])
    expect(end.tail).toHaveLength('one\n\ntwo\nthree\n'.length)
  })

  it('answers beside its output, line by line', async () => {
    const answers: string[] = []
    const code =
      'const { writeSync } = require("node:fs"); console.log("noise"); writeSync(3, "one\\ntw"); writeSync(3, "o")'
    const { output } = await node(code, { onAnswer: (line) => answers.push(line) })
    expect([answers, output]).toEqual([['one', 'two'], 'noise\n'])
  })

  it('keeps the end of long output', async () => {
    const { tail } = await node('console.log("a".repeat(200_000)); console.log("end")')
    expect(tail).toHaveLength(64 * 1024)
    expect(tail.endsWith('end\n')).toBe(true)
  })

  it.each<[string, string, Partial<ProgramRun>, Partial<ProgramEnd>]>([
    ['a code', 'process.exit(3)', {}, { status: 3, failure: 'it ended with code 3' }],
    ['a signal', 'process.kill(process.pid, "SIGKILL")', {}, { status: undefined, failure: 'it ended with SIGKILL' }],
    [
      'its time',
      'setInterval(() => {}, 1000)',
      { limit: 300 },
      { status: undefined, failure: 'it did not end within 0.3 seconds' },
    ],
  ])('ends with %s', async (_, code, run, end) => {
    expect(await node(code, run)).toMatchObject(end)
  })

  it('that cannot be started fails', async () => {
    const { signal } = new AbortController()
    const end = await runProgram(join(folder, 'none'), [], { folder, environment: {}, signal, limit: 1000 })
    expect(end).toMatchObject({ status: undefined, failure: expect.stringContaining('ENOENT') })
  })

  it('is ended with all that it started', async () => {
    const controller = new AbortController()
    const onLine = (): void => controller.abort(new Error('stopped'))
    await expect(node(withChild, { signal: controller.signal, onLine })).rejects.toThrow('stopped')
  })

  it('that does not listen to the request to end is ended by force', async () => {
    const deaf = 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'
    expect(await node(deaf, { limit: 500 })).toMatchObject({ failure: 'it did not end within 0.5 seconds' })
  })
})
