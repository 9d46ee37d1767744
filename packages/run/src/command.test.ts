import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { type CommandInput, runCommand } from './command.ts'

const environment = { PATH: process.env['PATH'] ?? '' }

function run(command: string, more: Partial<CommandInput> = {}) {
  const signal = new AbortController().signal
  return runCommand({ command, cwd: tmpdir(), environment, signal, ...more })
}

describe('runCommand', () => {
  it('gives exit code and the last lines of both streams', async () => {
    const result = await run('echo one; echo two >&2; printf three; exit 3')
    expect(result.exitCode).toBe(3)
    expect([...result.tail].sort()).toEqual(['one', 'three', 'two'])
  })

  it('keeps forty lines and tells every one', async () => {
    let told = 0
    const result = await run('i=0; while [ $i -lt 100 ]; do echo $i; i=$((i+1)); done', { line: () => told++ })
    expect(told).toBe(100)
    expect(result.tail).toHaveLength(40)
    expect(result.tail.at(-1)).toBe('99')
  })

  it('gives the child the environment it was told and nothing else', async () => {
    process.env['PLANTED_FOR_TEST'] = 'leak'
    const { tail } = await run('echo "[$GIVEN][$PLANTED_FOR_TEST]"', { environment: { ...environment, GIVEN: 'yes' } })
    delete process.env['PLANTED_FOR_TEST']
    expect(tail).toEqual(['[yes][]'])
  })

  it('ends the command and what it started when the signal comes', async () => {
    const controller = new AbortController()
    const pids: string[] = []
    const ended = run('sleep 60 & echo $!; wait', {
      signal: controller.signal,
      line: (text) => {
        pids.push(text)
        controller.abort()
      },
    })
    await expect(ended).rejects.toMatchObject({ code: 'RUN_COMMAND_STOPPED' })
    await expect.poll(() => isRunning(Number(pids[0]))).toBe(false)
  })

  it('ends the command at its time limit', async () => {
    await expect(run('sleep 60', { limit: 20 })).rejects.toMatchObject({ code: 'RUN_COMMAND_TIMEOUT' })
  })

  it('refuses a folder that does not exist', async () => {
    await expect(run('true', { cwd: '/does/not/exist' })).rejects.toMatchObject({ code: 'RUN_COMMAND_NOT_STARTED' })
  })
})

/** A killed process that nobody has reaped yet (`Z`) does not run any more. */
function isRunning(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
  return /^[^Z\s]/.test(stdout.trim())
}
