import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { ProjectError } from '@project-utils/contract'

/** How a Python is run during the installation. */
export interface PythonRun {
  readonly environment: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  readonly onLine?: (line: string) => void
}

/** Runs a Python to its end; throws `LOCAL_INSTALL_FAILED` with what it said last where it fails. */
export async function runPython(command: string, parameters: readonly string[], run: PythonRun): Promise<void> {
  const { environment, signal, onLine } = run
  const lines: string[] = []
  const stdio = ['ignore', 'pipe', 'pipe'] as const
  const child = spawn(command, parameters, { env: environment, signal, stdio: [...stdio], windowsHide: true })
  const status = await collect(child, (line) => {
    lines.push(line)
    onLine?.(line)
  })
  signal.throwIfAborted()
  if (status === 0) return
  const said = lines.filter((line) => /error/i.test(line)).at(-1) ?? lines.at(-1) ?? 'without a word'
  throw new ProjectError('LOCAL_INSTALL_FAILED', `The local cloud could not be installed: ${said.trim()}`, {
    hint: 'Check the network and the settings of pip (index, proxy, certificates), then run project-local start again.',
    cause: lines.join('\n'),
  })
}

function collect(child: ChildProcess, onLine: (line: string) => void): Promise<number> {
  return new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr]) if (stream !== null) createInterface(stream).on('line', onLine)
    child.on('error', (error) => {
      onLine(String(error))
      resolve(1)
    })
    child.on('close', (status) => resolve(status ?? 1))
  })
}
