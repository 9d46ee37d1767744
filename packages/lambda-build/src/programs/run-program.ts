import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { commandLine } from './command-line.ts'
import type { ChildEnvironment } from './find-program.ts'

/** How a program is run. */
export interface ProgramRun {
  /** Where it is started. */
  readonly folder: string
  /** Its whole environment: nothing is inherited. */
  readonly environment: ChildEnvironment
  readonly signal: AbortSignal
  /** Milliseconds after which it is ended. */
  readonly limit: number
  /** What it reads from its standard input. Default: nothing. */
  readonly input?: string
  /** Told each line that it writes to descriptor 3, where nothing that it loads writes by chance. Default: no such descriptor. */
  readonly onAnswer?: (line: string) => void
  /** Told each line of what it says, as it comes. */
  readonly onLine?: (line: string) => void
}

/** How a program ended. */
export interface ProgramEnd {
  /** Its exit code; undefined where it could not be started or was ended. */
  readonly status: number | undefined
  /** Why it failed, such as `it ended with code 1`; undefined where it did not. */
  readonly failure: string | undefined
  readonly output: string
  readonly errors: string
  /** The last 64 KB of output and errors, as they came. */
  readonly tail: string
}

/** More of what a program says (characters) is of no use to anyone. */
const longest = 64 << 20
const longestTail = 64 << 10
/** From the request to end until the end by force (milliseconds). */
const grace = 2000

/**
 * Runs a program to its end, without a shell; that it fails is an answer. Where the signal comes or the time is up, it
 * and all that it started are ended.
 *
 * @throws the signal's reason, once nothing runs any more
 */
export async function runProgram(program: string, parameters: readonly string[], run: ProgramRun): Promise<ProgramEnd> {
  const { folder, environment, signal, limit, input = '', onAnswer, onLine } = run
  signal.throwIfAborted()
  const isWindows = process.platform === 'win32'
  const line = commandLine(program, parameters, environment, isWindows)
  const child = spawn(line.program, line.parameters, {
    cwd: folder,
    env: environment,
    // A group of its own, so that what it starts ends with it.
    detached: !isWindows,
    stdio: ['pipe', 'pipe', 'pipe', ...(onAnswer === undefined ? [] : ['pipe' as const])],
    windowsHide: true,
    windowsVerbatimArguments: line.quoted,
  })
  const ends = AbortSignal.any([signal, AbortSignal.timeout(limit)])
  const end = (): void => endGroup(child)
  ends.addEventListener('abort', end, { once: true })
  try {
    const said = listen(child, onLine, onAnswer)
    // A program that ends without reading breaks the pipe, and says why by itself.
    child.stdin?.on('error', () => undefined).end(input)
    const { status, failure } = await ended(child)
    signal.throwIfAborted()
    const late = ends.aborted ? `it did not end within ${limit / 1000} seconds` : undefined
    return { ...said(), status: late === undefined ? status : undefined, failure: late ?? failure }
  } finally {
    ends.removeEventListener('abort', end)
  }
}

type Said = Pick<ProgramEnd, 'output' | 'errors' | 'tail'>

function listen(child: ChildProcess, onLine: ProgramRun['onLine'], onAnswer: ProgramRun['onAnswer']): () => Said {
  const texts = { output: '', errors: '' }
  let tail = ''
  const keep = (stream: Readable, name: keyof typeof texts): void => {
    const lines = onLine === undefined ? undefined : lineReader((line) => line.trim() !== '' && onLine(line.trim()))
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      if (texts[name].length < longest) texts[name] += chunk
      tail = (tail + chunk).slice(-longestTail)
      lines?.add(chunk)
    })
  }
  const { stdout, stderr, stdio } = child
  const [, , , answers] = stdio
  if (stdout !== null) keep(stdout, 'output')
  if (stderr !== null) keep(stderr, 'errors')
  if (onAnswer !== undefined && answers !== undefined && answers !== null && 'read' in answers) {
    const lines = lineReader(onAnswer)
    answers.setEncoding('utf8').on('data', lines.add).on('end', lines.end)
  }
  return () => ({ ...texts, tail })
}

/** Cuts text into lines as it comes; of a line without end that grows too long only the last is kept. */
function lineReader(tell: (line: string) => void): { readonly add: (chunk: string) => void; readonly end: () => void } {
  let rest = ''
  return {
    add(chunk) {
      const lines = (rest + chunk).split(/[\r\n]+/)
      rest = (lines.pop() ?? '').slice(-longestTail)
      for (const line of lines) tell(line)
    },
    end() {
      if (rest !== '') tell(rest)
    },
  }
}

function ended(child: ChildProcess): Promise<Pick<ProgramEnd, 'status' | 'failure'>> {
  return new Promise((resolve) => {
    child.once('error', ({ message }) => resolve({ status: undefined, failure: message }))
    child.once('close', (code, killed) => {
      const failure = code === 0 ? undefined : `it ended with ${killed ?? `code ${code}`}`
      resolve({ status: code ?? undefined, failure })
    })
  })
}

function endGroup(child: ChildProcess): void {
  const { pid } = child
  if (pid === undefined) return
  if (process.platform === 'win32') {
    const all = ['/pid', String(pid), '/t', '/f']
    spawn('taskkill', all, { stdio: 'ignore', windowsHide: true }).on('error', () => undefined)
    return
  }
  signalGroup(pid, 'SIGTERM')
  const force = setTimeout(() => signalGroup(pid, 'SIGKILL'), grace)
  child.once('close', () => {
    clearTimeout(force)
    signalGroup(pid, 'SIGKILL')
  })
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch {
    // It had ended by itself.
  }
}
