import { createHash } from 'node:crypto'
import { access, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type Context, isProjectError, ProjectError } from '@project-utils/contract'
import { readJson } from './find.ts'
import { dataPath } from './folder.ts'
import type { LocalOptions } from './local-cloud.ts'
import { holdLock } from './lock.ts'
import { findPython, pythonEnvironment } from './python.ts'
import { runPython } from './run-python.ts'
import { tellStep } from './step.ts'
import { isScarce } from './unwritable.ts'

/** Written last: without it a virtual environment is half made. */
const stamp = 'project-utils.json'
const check = ['-I', '-c', 'import ministack, hypercorn, yaml, botocore']
const install = '-m pip install --no-compile --require-hashes --only-binary :all: --no-deps -r'.split(' ')

/**
 * Makes the private virtual environment with the pinned emulator if it is not there, and gives its folder. Two at the
 * same time: one installs, the other waits. A half-made one is made again.
 */
export async function ensureVirtualEnvironment(options: LocalOptions, context: Context): Promise<string> {
  const list = await readFile(dataPath('requirements.txt'))
  const requirements = createHash('sha256').update(list).digest('hex')
  const folder = options.venv ?? join(options.folder, `venv-${requirements.slice(0, 12)}`)
  if (await isComplete(folder, requirements)) return folder
  await mkdir(dirname(folder), { recursive: true })
  const onWait = (pid: number | undefined): void =>
    context.emit({
      type: 'warning',
      message: `Process ${pid ?? 'unknown'} is installing the local cloud; waiting for it.`,
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

/** Tells whether a virtual environment cannot load the emulator, as after an upgrade of the system's Python; such a one is made anew next time. */
export async function discardIfBroken(folder: string, options: LocalOptions, signal: AbortSignal): Promise<boolean> {
  try {
    await runPython(pythonIn(folder), check, { environment: pythonEnvironment(options.environment), signal })
    return false
  } catch (error) {
    if (!(error instanceof ProjectError)) throw error
    await rm(join(folder, stamp), { force: true })
    return true
  }
}

async function isComplete(folder: string, requirements: string): Promise<boolean> {
  if ((await readJson(join(folder, stamp)))?.['requirements'] !== requirements) return false
  return access(pythonIn(folder)).then(
    () => true,
    () => false,
  )
}

async function make(folder: string, requirements: string, options: LocalOptions, context: Context): Promise<void> {
  const { signal } = context
  const python = await findPython(options, signal)
  const version = python.version.join('.')
  const environment = pythonEnvironment(options.environment)
  const made = `${folder}.new-${process.pid}`
  await removeLeftovers(folder, options)
  try {
    await tellStep(context, 'local-cloud.install', 'Install the local cloud (first use only)', async (progress) => {
      progress(`virtual environment with Python ${version}`)
      await runPython(python.command, ['-m', 'venv', made], { environment, signal })
      const onLine = (line: string): void => {
        const collected = /^Collecting ([\w.-]+)/.exec(line)?.[1]
        if (collected !== undefined) progress(collected)
      }
      await runPython(pythonIn(made), [...install, dataPath('requirements.txt')], { environment, signal, onLine })
      await runPython(pythonIn(made), check, { environment, signal })
      await writeFile(join(made, stamp), JSON.stringify({ v: 1, requirements, python: version }))
    })
    await rename(made, folder)
  } catch (error) {
    // Neither venv nor pip says it reliably; the space is looked at before what was made is removed.
    if (!isProjectError(error) || !(await isScarce(dirname(made)))) throw error
    throw new ProjectError('LOCAL_INSTALL_FAILED', `${error.message} Little or no space is left at ${dirname(made)}.`, {
      hint: 'Make space there, or name another folder: PROJECT_UTILS_LOCAL_FOLDER.',
      cause: error,
    })
  } finally {
    await rm(made, { recursive: true, force: true })
  }
}

/** Half-made virtual environments, and in our own folder those of earlier pins; whoever calls holds the lock. */
async function removeLeftovers(folder: string, options: LocalOptions): Promise<void> {
  const name = basename(folder)
  const isOld = (other: string): boolean =>
    other === name ||
    other.startsWith(`${name}.new-`) ||
    (options.venv === undefined && /^venv-[0-9a-f]{12}$/.test(other))
  const old = (await readdir(dirname(folder))).filter(isOld)
  await Promise.all(old.map((other) => rm(join(dirname(folder), other), { recursive: true, force: true })))
}
