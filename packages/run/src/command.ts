import { spawn } from 'node:child_process'
import { ProjectError } from '@project-utils/contract'

/** A command of the project's own: a build, a hook, a check. */
export interface CommandInput {
  /** As typed in a shell; the platform's shell runs it. */
  readonly command: string
  readonly cwd: string
  /** The whole environment of the child: nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>
  /** Time limit in milliseconds; default 15 minutes. */
  readonly limit?: number
  readonly signal: AbortSignal
  /** Told of every line that the command prints, from both streams. */
  readonly line?: (text: string) => void
}

/** How a command ended; `tail` holds the last 40 lines it printed. */
export interface CommandResult {
  readonly exitCode: number
  readonly tail: readonly string[]
}

const defaultLimit = 15 * 60_000
const kept = 40
const grace = 5_000

/**
 * Runs a command and waits for its end. A signal or the time limit ends it and all it started: first by SIGTERM, five
 * seconds later by SIGKILL. A non-zero exit code is no error here.
 *
 * @throws ProjectError `RUN_COMMAND_TIMEOUT`, `RUN_COMMAND_STOPPED` (the signal), `RUN_COMMAND_NOT_STARTED`
 */
export async function runCommand(input: CommandInput): Promise<CommandResult> {
  const { command, cwd, environment, signal } = input
  if (signal.aborted) throw stopped(command)
  const group = process.platform !== 'win32'
  const child = spawn(command, {
    cwd,
    env: environment,
    shell: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: group,
  })
  const tail: string[] = []
  const take = (text: string): void => {
    tail.push(text)
    if (tail.length > kept) tail.shift()
    input.line?.(text)
  }
  const flush = [child.stdout, child.stderr].map((stream) => readLines(stream, take))

  let reason: 'signal' | 'limit' | undefined
  let killer: NodeJS.Timeout | undefined
  const end = (why: 'signal' | 'limit'): void => {
    if (reason !== undefined) return
    reason = why
    killTree(child.pid, 'SIGTERM', group)
    killer = setTimeout(() => killTree(child.pid, 'SIGKILL', group), grace)
  }
  const onAbort = (): void => end('signal')
  const limit = setTimeout(() => end('limit'), input.limit ?? defaultLimit)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code, name) => resolve(code ?? (name === null ? 1 : 128)))
    })
    for (const done of flush) done()
    if (reason === 'signal') throw stopped(command)
    if (reason === 'limit') {
      const seconds = Math.round((input.limit ?? defaultLimit) / 1000)
      throw new ProjectError('RUN_COMMAND_TIMEOUT', `"${command}" did not end within ${seconds} seconds`, {
        hint: `run it by hand in ${cwd} to see what it waits for`,
      })
    }
    return { exitCode, tail }
  } catch (cause) {
    if (cause instanceof ProjectError) throw cause
    const message = cause instanceof Error ? cause.message : String(cause)
    throw new ProjectError('RUN_COMMAND_NOT_STARTED', `"${command}" could not be started: ${message}`, { cause })
  } finally {
    clearTimeout(limit)
    clearTimeout(killer)
    signal.removeEventListener('abort', onAbort)
  }
}

function stopped(command: string): ProjectError {
  return new ProjectError('RUN_COMMAND_STOPPED', `"${command}" was ended with the run`)
}

function killTree(pid: number | undefined, signal: NodeJS.Signals, group: boolean): void {
  if (pid === undefined) return
  try {
    process.kill(group ? -pid : pid, signal)
  } catch {
    // It has ended already.
  }
}

/** Cuts a stream into lines; the function returned hands over what stood after the last line break. */
function readLines(stream: NodeJS.ReadableStream, line: (text: string) => void): () => void {
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => {
    const parts = (rest + chunk).split(/\r?\n/)
    rest = parts.pop() ?? ''
    for (const part of parts) line(part)
  })
  return () => {
    if (rest !== '') line(rest)
  }
}
