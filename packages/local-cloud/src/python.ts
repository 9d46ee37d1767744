import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { ProjectError } from '@project-utils/contract'
import type { LocalOptions } from './local-cloud.ts'

/** Version as [major, minor]. */
export type PythonVersion = readonly [number, number]

/** A Python that was asked about itself. */
export interface FoundPython {
  readonly command: string
  readonly version: PythonVersion
  /** Whether it can make virtual environments with pip in them. */
  readonly venv: boolean
}

const oldest: PythonVersion = [3, 10]
const names = ['python3', 'python', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'py']
const question = `
import sys
try:
    import venv, ensurepip
    able = True
except ImportError:
    able = False
print(sys.version_info[0], sys.version_info[1], able)
`

/** Finds a Python of 3.10 or newer that can make virtual environments; throws `LOCAL_NO_PYTHON`, `LOCAL_OLD_PYTHON` or `LOCAL_NO_VENV`. */
export async function findPython(options: LocalOptions, signal: AbortSignal): Promise<FoundPython> {
  const environment = pythonEnvironment(options.environment)
  const found: FoundPython[] = []
  for (const command of options.python === undefined ? names : [options.python]) {
    const python = await askPython(command, environment, signal)
    if (python === undefined) continue
    if (isNewEnough(python.version) && python.venv) return python
    found.push(python)
  }
  throw unfit(found, options.python)
}

/** The host's environment as Python and pip may see it: with the settings for the package index, without what redirects them. */
export function pythonEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const kept = Object.entries(environment).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !/^(PYTHON|AWS_|PIP_(TARGET|PREFIX|USER|ROOT)$)/i.test(entry[0]),
  )
  return { ...Object.fromEntries(kept), PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1', PIP_USER: '0' }
}

/** Reads the answer `3 11 True`; undefined for anything else. */
export function parsePython(command: string, answer: string): FoundPython | undefined {
  const match = /^(\d+) (\d+) (True|False)$/.exec(answer.trim())
  if (match === null) return undefined
  return { command, version: [Number(match[1]), Number(match[2])], venv: match[3] === 'True' }
}

/** Tells whether a Python is 3.10 or newer. */
export function isNewEnough([major, minor]: PythonVersion): boolean {
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1])
}

async function askPython(
  command: string,
  environment: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<FoundPython | undefined> {
  try {
    const { stdout } = await promisify(execFile)(command, ['-I', '-c', question], {
      env: environment,
      timeout: 20_000,
      signal,
    })
    return parsePython(command, stdout)
  } catch {
    signal.throwIfAborted()
    return undefined
  }
}

function unfit(found: readonly FoundPython[], asked: string | undefined): ProjectError {
  const able = found.find((python) => isNewEnough(python.version))
  if (able !== undefined) {
    const version = able.version.join('.')
    return new ProjectError('LOCAL_NO_VENV', `Python ${version} (${able.command}) has no venv or no pip of its own.`, {
      hint: `On Debian and Ubuntu: sudo apt install python${version}-venv. Then run project-local start again.`,
    })
  }
  const first = found[0]
  if (first !== undefined) {
    return new ProjectError('LOCAL_OLD_PYTHON', `Python ${first.version.join('.')} (${first.command}) is too old.`, {
      hint: 'Install Python 3.10 or newer, or name one: project-local start --python /path/to/python3.',
    })
  }
  const where = asked === undefined ? 'No Python was found in PATH' : `${asked} is no Python that runs`
  return new ProjectError('LOCAL_NO_PYTHON', `${where}; the local cloud needs 3.10 or newer.`, {
    hint: 'Install it (sudo apt install python3 python3-venv, brew install python, winget install Python.Python.3.13), or name one with --python.',
  })
}
