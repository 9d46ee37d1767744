import { type ChildProcess, spawn } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'

/** A command line of the project, and what it runs with. */
export interface Command {
  /** Given to the platform's shell as it stands; a list is a program with its arguments, started without a shell. */
  readonly line: string | readonly [program: string, ...parts: string[]]
  readonly cwd: string
  /** The whole environment: nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>
  /** Milliseconds after which the command and all its children are ended. */
  readonly timeLimit: number
  readonly signal: AbortSignal
  /** Told each line of output, without colours. */
  readonly onLine: (line: string) => void
  /** Told the output as it comes, unchanged. */
  readonly onOutput?: (text: string, stream: 'stdout' | 'stderr') => void
}

/** How a command ended: its exit code or signal, whether the time limit ended it, its last lines. */
export interface CommandEnd {
  readonly code: number | null
  readonly signal: string | null
  readonly timedOut: boolean
  readonly lastLines: readonly string[]
}

const keptLines = 20
const longestLine = 4096
const grace = 5000

/**
 * Runs a command in the platform's shell, in a process group of its own, so that ending it ends its children too: with
 * SIGTERM, five seconds later with SIGKILL. Throws the signal's reason when it was aborted, once nothing runs any more.
 */
export async function runCommand(command: Command): Promise<CommandEnd> {
  command.signal.throwIfAborted()
  const { line } = command
  const [program, parts] = typeof line === 'string' ? [line, []] : [line[0], line.slice(1)]
  const child = spawn(program, parts, {
    cwd: command.cwd,
    env: command.environment,
    shell: typeof line === 'string',
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  })
  const lastLines: string[] = []
  const keep = (line: string): void => {
    lastLines.push(line)
    if (lastLines.length > keptLines) lastLines.shift()
    command.onLine(line)
  }
  const flushes = [readLines(child.stdout, keep), readLines(child.stderr, keep)]
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (text: string) => command.onOutput?.(text, stream))
  }
  let timedOut = false
  const end = (): void => endGroup(child)
  const timer = setTimeout(() => {
    timedOut = true
    end()
  }, command.timeLimit)
  command.signal.addEventListener('abort', end, { once: true })
  try {
    const { code, signal } = await ended(child)
    for (const flush of flushes) flush()
    command.signal.throwIfAborted()
    return { code, signal, timedOut, lastLines }
  } finally {
    clearTimeout(timer)
    command.signal.removeEventListener('abort', end)
  }
}

function ended(child: ChildProcess): Promise<{ readonly code: number | null; readonly signal: string | null }> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      // Children left behind would hold the pipes open, and nothing of a build may live on.
      endGroup(child)
      const drop = setTimeout(() => {
        child.stdout?.destroy()
        child.stderr?.destroy()
      }, grace + 500)
      child.once('close', () => {
        clearTimeout(drop)
        resolve({ code, signal })
      })
    })
  })
}

function endGroup(child: ChildProcess): void {
  const { pid } = child
  if (pid === undefined) return
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true }).on('error', () => {})
    return
  }
  if (!signalGroup(pid, 'SIGTERM')) return
  const begun = Date.now()
  const watch = setInterval(() => {
    if (!signalGroup(pid, 0)) return clearInterval(watch)
    if (Date.now() - begun < grace) return
    signalGroup(pid, 'SIGKILL')
    clearInterval(watch)
  }, 50)
}

/** Signals a process group; false where nobody of it is left. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal)
  } catch {
    return false
  }
}

/** Cuts a stream into lines, also at carriage returns of progress bars; the result gives out what is left over. */
function readLines(stream: NodeJS.ReadableStream | null, onLine: (line: string) => void): () => void {
  let rest = ''
  const tell = (text: string): void => {
    const line = stripVTControlCharacters(text).trimEnd()
    if (line !== '') onLine(line)
  }
  stream?.setEncoding('utf8')
  stream?.on('data', (chunk: string) => {
    const lines = `${rest}${chunk}`.split(/[\r\n]+/)
    rest = lines.pop() ?? ''
    if (rest.length > longestLine) {
      lines.push(rest)
      rest = ''
    }
    for (const line of lines) tell(line.slice(0, longestLine))
  })
  return () => tell(rest)
}
