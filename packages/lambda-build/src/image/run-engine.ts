import { spawn } from 'node:child_process'

/** How a program is run. */
export interface EngineRun {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  /** Milliseconds. */
  readonly timeout: number
  /** What it reads from stdin; nothing by default. */
  readonly input?: string
  /** Takes each line it prints, as it comes. */
  readonly onLine?: (line: string) => void
}

/** How a program ended. */
export interface EngineEnd {
  /** Undefined where it could not be started, or was ended. */
  readonly code: number | undefined
  readonly stdout: string
  /** The last of both outputs, enough to tell what went wrong. */
  readonly tail: string
  readonly timedOut: boolean
}

const kept = 64 * 1024

/** Runs a program to its end, without a shell; a failure is an answer. Throws where the signal is aborted. */
export async function runEngine(
  program: string,
  parameters: readonly string[],
  { environment, signal, timeout, input, onLine }: EngineRun,
): Promise<EngineEnd> {
  signal.throwIfAborted()
  const ended = await new Promise<EngineEnd>((resolve) => {
    let [stdout, all, line, timedOut] = ['', '', '', false]
    const child = spawn(program, [...parameters], { env: environment, windowsHide: true, stdio: 'pipe' })
    const take = (text: string): void => {
      all = (all + text).slice(-kept)
      const lines = (line + text).split(/\r\n|\n|\r/)
      line = lines.pop() ?? ''
      for (const each of lines) if (each.trim() !== '') onLine?.(each.trim())
    }
    const timer = setTimeout(() => {
      timedOut = true
      child.kill('SIGKILL')
    }, timeout)
    const onAbort = (): void => void child.kill('SIGTERM')
    signal.addEventListener('abort', onAbort, { once: true })
    const end = (code: number | undefined): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      resolve({ code, stdout, tail: tailOf(all), timedOut })
    }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout = (stdout + text).slice(-kept)
      take(text)
    })
    child.stderr.setEncoding('utf8').on('data', take)
    child.on('error', (error) => {
      all += String(error)
      end(undefined)
    })
    child.on('close', (code) => end(code ?? undefined))
    // A program that ends without reading breaks the pipe, and says why by itself.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input ?? '')
  })
  signal.throwIfAborted()
  return ended
}

function tailOf(text: string): string {
  const lines = text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '')
  return lines.slice(-12).join('\n')
}
