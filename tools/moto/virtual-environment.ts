import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { access, mkdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const requirements = fileURLToPath(new URL('requirements.txt', import.meta.url))
const install = '-m pip install --quiet --no-compile --require-hashes --only-binary :all: --no-deps -r'.split(' ')

/** The Python of a private virtual environment with the pinned moto, made at the first call and kept under `node_modules/.cache`. */
export async function motoPython(): Promise<string> {
  const hash = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex')
  const folder = join(root, 'node_modules/.cache/project-utils-test', `moto-${hash.slice(0, 12)}`)
  if (!(await isThere(folder))) await make(folder)
  return pythonIn(folder)
}

/** Makes it elsewhere first: a folder of this name is whole, and of two that make it at the same time the first one wins. */
async function make(folder: string): Promise<void> {
  const made = `${folder}.new-${process.pid}`
  await mkdir(dirname(folder), { recursive: true })
  try {
    await run(process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', made])
    await run(pythonIn(made), [...install, requirements])
    await rename(made, folder).catch(async (error: unknown) => {
      if (!(await isThere(folder))) throw error
    })
  } finally {
    await rm(made, { recursive: true, force: true })
  }
}

function pythonIn(folder: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python')
}

function isThere(folder: string): Promise<boolean> {
  return access(pythonIn(folder)).then(
    () => true,
    () => false,
  )
}
