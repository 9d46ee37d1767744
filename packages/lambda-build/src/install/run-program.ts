import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** How a program is run. */
export interface RunOptions {
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  /** Milliseconds until it is ended. */
  readonly limit: number
}

/** What a program did. */
export interface Ran {
  readonly ok: boolean
  /** Standard output and error as they came, the last 64 KB of them. */
  readonly output: string
  /** As in `it ended with code 1`. */
  readonly reason: string
}

/** Finds a program on the `PATH` of an environment. */
export function findProgram(name: string, environment: RunOptions['environment']): string | undefined {
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path))
}

const most = 64 * 1024

/**
 * Runs a program to its end and keeps what it says. It and all that it started are ended when the signal comes or the
 * time is up.
 *
 * @throws the signal's reason
 */
export async function runProgram(
  program: string,
  parameters: readonly string[],
  { folder, environment, signal, limit }: RunOptions,
): Promise<Ran> {
  signal.throwIfAborted()
  let output = ''
  const child = spawn(program, parameters, {
    cwd: folder,
    env: environment,
    // A group of its own, so that what npm starts ends with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const keep = (text: string): void => {
    output = (output + text).slice(-most)
  }
  child.stdout.setEncoding('utf8').on('data', keep)
  child.stderr.setEncoding('utf8').on('data', keep)
  const ends = AbortSignal.any([signal, AbortSignal.timeout(limit)])
  const end = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    } catch {
      // It had ended by itself.
    }
  }
  ends.addEventListener('abort', end)
  const reason = await new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, killed) => resolve(code === 0 ? undefined : `it ended with ${killed ?? `code ${code}`}`))
  })
  ends.removeEventListener('abort', end)
  signal.throwIfAborted()
  if (reason === undefined) return { ok: true, output, reason: '' }
  return { ok: false, output, reason: ends.aborted ? `it did not end within ${limit / 1000} seconds` : reason }
}
