import { Console } from 'node:console'
import type { Readable, Writable } from 'node:stream'

/** The signals that end a run. */
export type EndingSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP'

/** A stream that may be a terminal. */
export type HostOutput = Writable & { readonly isTTY?: boolean; readonly columns?: number }
export type HostInput = Readable & {
  readonly isTTY?: boolean
  readonly isRaw?: boolean
  setRawMode?(on: boolean): unknown
}

/** All that a bin touches of its process, so that a test can hand in another. */
export interface Host {
  /** What was typed after the bin's name. */
  readonly argv: readonly string[]
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly stdin: HostInput
  readonly stdout: HostOutput
  readonly stderr: HostOutput
  on(event: EndingSignal | 'beforeExit' | 'exit', listener: () => void): void
  on(event: 'uncaughtException', listener: (error: unknown) => void): void
  off(event: EndingSignal | 'beforeExit' | 'exit', listener: () => void): void
  off(event: 'uncaughtException', listener: (error: unknown) => void): void
  /** Sends what code of the project prints through `console`, such as a plug-in, to stderr: stdout carries the result only. */
  divertConsole(): void
  /** Sets the code with which the process ends by itself. */
  setExitCode(code: number): void
  /** Ends the process now. */
  exit(code: number): void
}

/** How long a finished run waits for forgotten handles before the process is ended, in milliseconds. */
const patience = 3000

/** The host of a real process. */
export function processHost(of: NodeJS.Process = process): Host {
  return {
    argv: of.argv.slice(2),
    environment: of.env,
    // Streams are made on first use; that costs more than all else a help text needs.
    get cwd() {
      return of.cwd()
    },
    get stdin() {
      return of.stdin
    },
    get stdout() {
      return of.stdout
    },
    get stderr() {
      return of.stderr
    },
    on: (event: string, listener: (error: unknown) => void) => void of.on(event, listener),
    off: (event: string, listener: (error: unknown) => void) => void of.off(event, listener),
    divertConsole() {
      globalThis.console = new Console(of.stderr, of.stderr)
    },
    setExitCode(code) {
      of.exitCode = code
      const leave = (): void => {
        if (of.stdout.writableLength > 0 && !of.stdout.destroyed) setTimeout(leave, patience).unref()
        else of.exit(code)
      }
      setTimeout(leave, patience).unref()
    },
    exit: (code) => of.exit(code),
  }
}
