import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { access, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Context, ProjectError } from '@project-utils/contract'
import { readJson } from './find.ts'
import { dataPath } from './folder.ts'
import type { LocalOptions } from './local-cloud.ts'
import { holdLock } from './lock.ts'
import { findPython, pythonEnvironment } from './python.ts'
import { tellStep } from './step.ts'

/** Written last: without it a virtual environment is half made. */
const stamp = 'project-utils.json'

/**
 * Makes the private virtual environment with the pinned emulator if it is not there, and gives its folder. Two at the
 * same time: one installs, the other waits. A half-made one is made again.
 */
export async function ensureVirtualEnvironment(options: LocalOptions, context: Context): Promise<string> {
  const requirements = createHash('sha256')
    .update(await readFile(dataPath('requirements.txt')))
    .digest('hex')
  const folder = options.venv ?? join(options.folder, `venv-${requirements.slice(0, 12)}`)
  if (await isComplete(folder, requirements)) return folder
  await mkdir(dirname(folder), { recursive: true })
  const onWait = (pid: number | undefined): void =>
    context.emit({
      type: 'warning',
      message: `The local cloud is being installed by another process (${pid ?? 'unknown'}); waiting for it.`,
    })
  await holdLock(`${folder}.lock`, { signal: context.signal, onWait }, async () => {
    if (!(await isComplete(folder, requirements))) await make(folder, requirements, options, context)
  })
  return folder
}

/** The Python inside a virtual environment. Only `python -m` is used of it: its scripts name the folder they were made in. */
export function pythonIn(folder: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python')
}

async function isComplete(folder: string, requirements: string): Promise<boolean> {
  if ((await readJson(join(folder, stamp)))?.['requirements'] !== requirements) return false
  return access(pythonIn(folder)).then(
    () => true,
    () => false,
  )
}

async function make(folder: string, requirements: string, options: LocalOptions, context: Context): Promise<void> {
  const python = await findPython(options, context.signal)
  const environment = pythonEnvironment(options.environment)
  const made = `${folder}.new-${process.pid}`
  await removeLeftovers(folder)
  try {
    await tellStep(context, 'local-cloud.install', 'Install the local cloud (first use only)', async (progress) => {
      progress(`virtual environment with Python ${python.version.join('.')}`)
      await runPython(python.command, ['-m', 'venv', made], environment, context.signal, () => undefined)
      const install = [
        '-m',
        'pip',
        'install',
        '--no-compile',
        '--require-hashes',
        '--only-binary',
        ':all:',
        '--no-deps',
      ]
      await runPython(
        pythonIn(made),
        [...install, '-r', dataPath('requirements.txt')],
        environment,
        context.signal,
        (line) => {
          const collected = /^Collecting (\S+)/.exec(line)
          if (collected?.[1] !== undefined) progress(collected[1])
        },
      )
      await runPython(
        pythonIn(made),
        ['-I', '-c', 'import ministack, hypercorn, yaml'],
        environment,
        context.signal,
        () => undefined,
      )
      await writeFile(join(made, stamp), JSON.stringify({ v: 1, requirements, python: python.version.join('.') }))
    })
    await rename(made, folder)
  } finally {
    await rm(made, { recursive: true, force: true })
  }
}

/** Half-made and outdated virtual environments; whoever calls holds the lock. */
async function removeLeftovers(folder: string): Promise<void> {
  const siblings = await readdir(dirname(folder))
  const old = siblings.filter((name) => name === basename(folder) || name.startsWith(`${basename(folder)}.new-`))
  await Promise.all(old.map((name) => rm(join(dirname(folder), name), { recursive: true, force: true })))
}

async function runPython(
  command: string,
  parameters: readonly string[],
  environment: Readonly<Record<string, string>>,
  signal: AbortSignal,
  onLine: (line: string) => void,
): Promise<void> {
  const lines: string[] = []
  const child = spawn(command, parameters, {
    env: environment,
    signal,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  })
  const status = await collect(child, (line) => {
    lines.push(line)
    onLine(line)
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
