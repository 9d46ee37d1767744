/** Runs programs one at a time through `launch.py`, since Node does not tell what a child's children used. */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { python } from './python.ts'

/** A program to run; nothing stands between it and the launcher, no shell either. */
export interface Launch {
  /** The first word is a path. */
  readonly argv: readonly string[]
  readonly cwd: string
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>
  /** A file for what it prints; discarded without one. */
  readonly log?: string
  /** Seconds after which it is ended. Default: 180. */
  readonly timeout?: number
}

/** What the kernel counted, children included. */
export interface Usage {
  /** Negative: ended by that signal. */
  readonly code: number
  /** Seconds from start to end. */
  readonly wall: number
  /** Seconds, user and system. */
  readonly cpu: number
  /** Largest resident set of one process, in bytes. */
  readonly rss: number
}

/** The launcher's process. */
export interface Launcher {
  run(launch: Launch): Promise<Usage>
  close(): void
}

const timeout = 180

/** Starts the launcher. */
export function startLauncher(): Launcher {
  const script = fileURLToPath(new URL('launch.py', import.meta.url))
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(python(), ['-S', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const waiting: ((usage: Usage) => void)[] = []
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.(JSON.parse(line)))
  const ended = new Promise<never>((_, reject) => {
    child.once('exit', () => reject(new Error('the launcher of the bench ended')))
  })
  ended.catch(() => undefined)
  return {
    run: (launch) => {
      const answered = new Promise<Usage>((resolve) => waiting.push(resolve))
      child.stdin.write(`${JSON.stringify({ timeout, ...launch })}\n`)
      return Promise.race([answered, ended])
    },
    close: () => child.stdin.end(),
  }
}
