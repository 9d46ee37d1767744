import { PassThrough } from 'node:stream'
import type { Host, HostInput, HostOutput } from './host.ts'

/** A process made up for a test: what it was given, and what became of it. */
export interface TestHost extends Host {
  readonly out: () => string
  readonly error: () => string
  readonly exitCode: () => number | undefined
  /** Codes with which the process was left at once. */
  readonly left: readonly number[]
  send(event: string, value?: unknown): void
  readonly listeners: () => number
  type(text: string): void
}

interface TestHostOptions {
  readonly argv: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly terminal?: boolean
}

export function testHost({ argv, environment = {}, terminal = false }: TestHostOptions): TestHost {
  const listeners = new Map<string, Set<(value: unknown) => void>>()
  const left: number[] = []
  const stdin = new PassThrough()
  const [stdout, stderr] = [collector(terminal), collector(terminal)]
  let exitCode: number | undefined
  return {
    argv,
    environment,
    cwd: '/project',
    stdin: Object.assign(stdin, { isTTY: terminal }) as HostInput,
    stdout: stdout.stream,
    stderr: stderr.stream,
    on(event: string, listener: (value: unknown) => void) {
      listeners.set(event, (listeners.get(event) ?? new Set()).add(listener))
    },
    off: (event: string, listener: (value: unknown) => void) => void listeners.get(event)?.delete(listener),
    divertConsole: () => {},
    setExitCode: (code) => {
      exitCode = code
    },
    exit: (code) => void left.push(code),
    out: stdout.text,
    error: stderr.text,
    exitCode: () => exitCode,
    left,
    send: (event, value) => {
      for (const listener of listeners.get(event) ?? []) listener(value)
    },
    listeners: () => [...listeners.values()].reduce((sum, set) => sum + set.size, 0),
    type: (text) => void stdin.write(text),
  }
}

function collector(terminal: boolean): { readonly stream: HostOutput; readonly text: () => string } {
  const chunks: string[] = []
  const stream = new PassThrough()
  stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()))
  return { stream: Object.assign(stream, { isTTY: terminal, columns: 80 }), text: () => chunks.join('') }
}
