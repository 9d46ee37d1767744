import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { type Command, runCommand } from './command.ts'

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'command-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
  return folder
}

const environment = { PATH: process.env['PATH'] ?? '' }

async function run(line: string, options: Partial<Command> = {}) {
  const lines: string[] = []
  const cwd = options.cwd ?? (await folderWith({}))
  const defaults = { line, cwd, environment, timeLimit: 8000, signal: new AbortController().signal }
  const end = await runCommand({ ...defaults, onLine: (text) => lines.push(text), ...options })
  return { ...end, lines }
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function pidIn(folder: string): Promise<number> {
  for (;;) {
    const pid = Number(await readFile(join(folder, 'pid'), 'utf8').catch(() => ''))
    if (pid > 0) return pid
    await wait(10)
  }
}

async function isGone(pid: number): Promise<boolean> {
  for (let round = 0; round < 200 && isAlive(pid); round += 1) await wait(20)
  return !isAlive(pid)
}

test('gives the exit code and the lines of both streams, without colours and progress', async () => {
  const { code, lines } = await run(`printf '\\033[31mred\\033[0m\\n10%%\\r20%%\\nend'; echo bad >&2; exit 3`)
  expect(code).toBe(3)
  expect(lines.toSorted()).toEqual(['10%', '20%', 'bad', 'end', 'red'])
})

test('starts a program with its arguments as they are, and gives its output unchanged', async () => {
  const output: string[] = []
  const script = 'process.stdout.write(`${process.argv[1]}  \\n\\n`); process.stderr.write("bad ")'
  const { code } = await run('', {
    line: [process.execPath, '--eval', script, '$HOME *'],
    onOutput: (text, stream) => output.push(`${stream}: ${text}`),
  })
  expect(code).toBe(0)
  expect(output.toSorted()).toEqual(['stderr: bad ', 'stdout: $HOME *  \n\n'])
})

test('keeps the last twenty lines', async () => {
  const { lastLines } = await run('seq 1 50')
  expect(lastLines).toEqual(Array.from({ length: 20 }, (_, index) => String(index + 31)))
})

test('reads characters that arrive in two pieces', async () => {
  const { lines } = await run(`printf '\\303'; sleep 0.1; printf '\\274\\n'`)
  expect(lines).toEqual(['ü'])
})

test('cuts a line without end', async () => {
  const { lines } = await run('head -c 100000 /dev/zero | tr "\\0" x')
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(4096)
})

test('gives the command its own environment and nothing else', async () => {
  const { lines } = await run('echo "$MINE-$HOME"', { environment: { ...environment, MINE: 'yes' } })
  expect(lines).toEqual(['yes-'])
})

test('ends the command and its children at the time limit', async () => {
  const cwd = await folderWith({})
  const { timedOut } = await run('sleep 60 & echo $! > pid; wait', { cwd, timeLimit: 300 })
  expect(timedOut).toBe(true)
  expect(await isGone(await pidIn(cwd))).toBe(true)
})

test('ends the command and its children when the signal is aborted, and throws its reason', async () => {
  const cwd = await folderWith({})
  const controller = new AbortController()
  const running = run('sleep 60 & echo $! > pid; wait', { cwd, signal: controller.signal })
  const pid = await pidIn(cwd)
  controller.abort('SIGINT')
  await expect(running).rejects.toBe('SIGINT')
  expect(await isGone(pid)).toBe(true)
})

test('leaves no child behind when the command has ended', async () => {
  const cwd = await folderWith({})
  const { code } = await run('sleep 60 & echo $! > pid', { cwd })
  expect(code).toBe(0)
  expect(await isGone(await pidIn(cwd))).toBe(true)
})

test('starts nothing once the signal is aborted', async () => {
  const cwd = await folderWith({})
  await expect(run('touch started', { cwd, signal: AbortSignal.abort('SIGTERM') })).rejects.toBe('SIGTERM')
  await expect(readFile(join(cwd, 'started'))).rejects.toThrow('ENOENT')
})
