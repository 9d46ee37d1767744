import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const ship = fileURLToPath(new URL('./ship.ts', import.meta.url))
const atTerminal = fileURLToPath(new URL('./at-terminal.py', import.meta.url))
const recorder = new URL('./record-modules.ts', import.meta.url).href

/** A running program: what it printed so far, and its end. */
export interface Started {
  readonly child: ChildProcess
  readonly out: () => string
  readonly error: () => string
  /** Resolved with the exit code once all output is here. */
  readonly ended: Promise<number | null>
}

interface StartOptions {
  readonly environment?: Readonly<Record<string, string>>
  /** Runs it at a terminal of its own; then all output is in `out`, and `error` tells how the terminal was left. */
  readonly terminal?: boolean
  readonly preload?: boolean
}

/** Starts the test program in a clean environment. */
export function start(line: string, options: StartOptions = {}): Started {
  const preload = options.preload === true ? ['--import', recorder] : []
  const node = [process.execPath, ...preload, ship, ...line.split(' ')]
  const [bin = '', ...args] = options.terminal === true ? ['python3', atTerminal, ...node] : node
  const env = { PATH: process.env['PATH'] ?? '', TERM: 'xterm', ...options.environment }
  const child = spawn(bin, args, { env, stdio: ['pipe', 'pipe', 'pipe'] })
  const texts = { out: '', error: '' }
  child.stdout.on('data', (chunk: Buffer) => {
    texts.out += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    texts.error += chunk.toString()
  })
  const ended = once(child, 'close').then(([code]): number | null => code)
  return { child, out: () => texts.out, error: () => texts.error, ended }
}
