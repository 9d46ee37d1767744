import { spawn } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** How a program is run: in which folder, with which environment, for how long at most (milliseconds). */
interface ProgramRun {
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  readonly limit: number
  /** What it is given to read. */
  readonly input?: string
}

/** What a program said; `status` is undefined where it could not be started or was ended by the time limit. */
export interface ProgramEnd {
  readonly status: number | undefined
  readonly output: string
  readonly errors: string
}

/** More of what a program says is of no use to anyone. */
const longestText = 64 << 20

/** Runs a program to its end; never throws for its failing, only where `signal` says to stop. */
export async function runProgram(command: string, parameters: readonly string[], run: ProgramRun): Promise<ProgramEnd> {
  run.signal.throwIfAborted()
  const env = Object.fromEntries(Object.entries(run.environment).filter(([, value]) => value !== undefined))
  const limit = AbortSignal.timeout(run.limit)
  const signal = AbortSignal.any([run.signal, limit])
  const end = await new Promise<ProgramEnd>((resolve) => {
    const child = spawn(command, parameters, { cwd: run.folder, env, signal, killSignal: 'SIGKILL', windowsHide: true })
    const texts = { output: '', errors: '' }
    const keep = (name: 'output' | 'errors') => (chunk: string) => {
      if (texts[name].length < longestText) texts[name] += chunk
    }
    child.stdout.setEncoding('utf8').on('data', keep('output'))
    child.stderr.setEncoding('utf8').on('data', keep('errors'))
    child.on('error', (error) => resolve({ ...texts, errors: `${texts.errors}${error.message}\n`, status: undefined }))
    child.on('close', (status) => resolve({ ...texts, status: status ?? undefined }))
    child.stdin.on('error', () => undefined)
    child.stdin.end(run.input ?? '')
  })
  run.signal.throwIfAborted()
  return limit.aborted
    ? { ...end, status: undefined, errors: `${end.errors}it took more than ${run.limit / 1000} s\n` }
    : end
}

/** Absolute path of a program on the PATH of an environment; undefined where there is none. */
export function findProgram(
  name: string,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const windows = process.platform === 'win32'
  const folders = (environment['PATH'] ?? environment['Path'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const names = windows ? [`${name}.exe`] : [name]
  return folders.flatMap((folder) => names.map((each) => join(folder, each))).find(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
