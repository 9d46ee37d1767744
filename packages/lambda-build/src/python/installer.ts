import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { draftOf, unwritable } from '@project-utils/artifact'
import { type Context, ProjectError } from '@project-utils/contract'
import type { MakeOptions } from '../build/maker.ts'
import { dataFile } from '../data-file.ts'
import { type ChildEnvironment, findProgram } from '../programs/find-program.ts'
import { lastLines } from '../programs/last-lines.ts'
import { runProgram } from '../programs/run-program.ts'

/** The program that installs packages. */
export interface Installer {
  readonly kind: 'uv' | 'pip'
  /** Of uv its program, of pip a Python that has it. */
  readonly command: string
}

const minute = 60_000

/**
 * uv from the PATH; else a pinned uv of our own, fetched once into the cache; else pip, which is some ten times slower.
 *
 * @throws ProjectError `LAMBDA_INSTALLER_MISSING` where there is neither uv nor a Python with pip
 */
export async function findInstaller(options: MakeOptions, context: Context): Promise<Installer> {
  const environment = installerEnvironment(options.childEnvironment)
  const uv = findProgram('uv', environment)
  if (uv !== undefined) return { kind: 'uv', command: uv }
  const list = dataFile('uv-requirements.txt')
  const hash = createHash('sha256').update(readFileSync(list)).digest('hex').slice(0, 12)
  const folder = join(options.cache, 'tools', `uv-${process.platform}-${process.arch}-${hash}`)
  const command = join(folder, 'bin', process.platform === 'win32' ? 'uv.exe' : 'uv')
  if (existsSync(command)) return { kind: 'uv', command }
  const python = await findPip(options, context.signal)
  if (python === undefined) {
    throw new ProjectError(
      'LAMBDA_INSTALLER_MISSING',
      'Python packages are to be installed, and PATH has neither uv nor a Python with pip',
      {
        hint: 'install uv, or Python with pip, and put it on the PATH',
      },
    )
  }
  const draft = draftOf(folder)
  try {
    await mkdir(dirname(folder), { recursive: true }).catch((cause: unknown) => {
      throw unwritable(folder, cause)
    })
    const flags = [
      '--quiet',
      '--no-deps',
      '--no-compile',
      '--only-binary=:all:',
      '--require-hashes',
      '--ignore-installed',
    ]
    const parameters = ['-m', 'pip', 'install', ...flags, '--target', draft, '-r', list]
    const run = { folder: tmpdir(), environment, signal: context.signal, limit: 5 * minute }
    const { failure, errors } = await runProgram(python, parameters, run)
    if (failure === undefined) {
      // Another process may have been faster: its uv is the same.
      await rename(draft, folder).catch(() => undefined)
      if (existsSync(command)) return { kind: 'uv', command }
    }
    const [reason = failure] = lastLines(errors, 1)
    context.emit({
      type: 'warning',
      message: `uv could not be fetched, so pip installs the Python packages: ${reason}`,
    })
  } finally {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined)
  }
  return { kind: 'pip', command: python }
}

/** A Python that has pip; undefined where there is none. */
async function findPip({ childEnvironment, local }: MakeOptions, signal: AbortSignal): Promise<string | undefined> {
  const environment = installerEnvironment(childEnvironment)
  const found = ['python3', 'python'].map((name) => findProgram(name, environment))
  for (const python of [...found, local?.python?.path]) {
    if (python === undefined) continue
    const run = { folder: tmpdir(), environment, signal, limit: minute }
    const { failure } = await runProgram(python, ['-c', 'import pip'], run)
    if (failure === undefined) return python
  }
  return undefined
}

/** The environment for uv and pip: as given, without what would send packages elsewhere than to where they belong. */
export function installerEnvironment(environment: ChildEnvironment): Readonly<Record<string, string>> {
  const elsewhere =
    /^(PYTHON(HOME|PATH|STARTUP)|VIRTUAL_ENV|CONDA_PREFIX|(PIP|UV)_(TARGET|PREFIX|USER|ROOT|REQUIREMENT|CONSTRAINT|PYTHON_VERSION|PYTHON_PLATFORM|PLATFORM|NO_BINARY|ONLY_BINARY|NO_DEPS|OUTPUT_FORMAT|COMPILE_BYTECODE|PROJECT_ENVIRONMENT))$/i
  const kept = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !elsewhere.test(entry[0]),
  )
  return { ...Object.fromEntries(kept), PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1', PIP_USER: '0' }
}
