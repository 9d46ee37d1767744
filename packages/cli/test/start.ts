import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

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
  const preload = options.preload === true ? ['--import', new URL('record-modules.ts', import.meta.url).href] : []
  const node = [process.execPath, ...preload, here('ship.ts'), ...line.split(' ')]
  const [bin = '', ...args] = options.terminal === true ? ['python3', here('at-terminal.py'), ...node] : node
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
