import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, extname, join, relative } from 'node:path'
import { isProjectError, type Problem } from '@project-utils/contract'
import { readLocalPackage } from './local-package.ts'
import { normalName } from './marker.ts'
import { readPipfileLock } from './pipfile-lock.ts'
import { readPoetryLock } from './poetry-lock.ts'
import { readPyproject } from './pyproject.ts'
import { noRequirements, type Requirements, requirementsProblem } from './requirements.ts'
import { readRequirementsFile, requirementName } from './requirements-file.ts'
import type { Target } from './target.ts'
import { isUvMember, readUvLock } from './uv-lock.ts'

/** Where a function's packages may be named. */
interface Search {
  /** The file that the configuration names; `none` where it says that there are no packages. */
  readonly named?: string
  /** The folder of the handler's file: where the search begins. */
  readonly from: string
  /** The folder that is packed: above it only locks count. */
  readonly folder: string
  /** The project's folder: where the search ends. */
  readonly root: string
}

/** Best first: what a lock says is complete. */
const locks = ['uv.lock', 'poetry.lock', 'Pipfile.lock']
const lists = ['requirements.txt', 'pyproject.toml']

/** The packages of a function or layer, with those that its local packages need. */
export function findRequirements(search: Search, target: Target): Requirements & { readonly file?: string } {
  const looked: string[] = []
  if (search.named === 'none') return noRequirements
  const candidates = search.named === undefined ? candidatesFor(search, looked) : [search.named]
  for (const file of candidates) {
    // A member of a workspace is locked by the workspace.
    const isMember = (other: string): boolean => basename(other) === 'uv.lock' && isUvMember(other, dirname(file))
    if (basename(file) === 'pyproject.toml' && candidates.some(isMember)) continue
    const found = readAny(file, search.folder, target)
    if (found === undefined) continue
    const whole = withLocals(found, search.folder)
    return { ...whole, inputs: [...whole.inputs, ...looked], file }
  }
  return { ...noRequirements, inputs: looked }
}

/** From the folder upwards, nearest first. */
function candidatesFor({ from, folder, root }: Search, looked: string[]): readonly string[] {
  const files: string[] = []
  for (let at = from; ; at = dirname(at)) {
    looked.push(at)
    const isInside = !relative(folder, at).startsWith('..')
    files.push(
      ...[...locks, ...(isInside ? lists : [])].map((name) => join(at, name)).filter((file) => existsSync(file)),
    )
    if (at === root || dirname(at) === at || relative(root, at).startsWith('..')) return files
  }
}

function readAny(file: string, folder: string, target: Target): Requirements | undefined {
  const invalid = (message: string, hint: string): Requirements => {
    const problem: Problem = requirementsProblem(file, `${basename(file)} ${message}`, hint)
    return { ...noRequirements, inputs: [file], problems: [problem] }
  }
  if (!existsSync(file)) return invalid('is not there', 'correct requirements, or remove it')
  const name = basename(file)
  try {
    if (name === 'uv.lock') return readUvLock(file, folder, target)
    if (name === 'poetry.lock') return readPoetryLock(file, target)
    if (name === 'Pipfile.lock') return readPipfileLock(file, target)
    if (extname(name) === '.toml') return readPyproject(file)
    return readRequirementsFile(file)
  } catch (error) {
    if (isProjectError(error) || !(error instanceof Error) || 'syscall' in error) throw error
    const [cause = ''] = error.message.split('\n')
    const makers: Readonly<Record<string, string>> = {
      'uv.lock': 'uv lock',
      'poetry.lock': 'poetry lock',
      'Pipfile.lock': 'pipenv lock',
    }
    const maker = makers[name] ?? 'correct the file'
    if (isUnmerged(file))
      return invalid('holds the marks of a merge that was not finished', `settle the merge, then: ${maker}`)
    return invalid(`cannot be read: ${cause}`, maker)
  }
}

function isUnmerged(file: string): boolean {
  try {
    return /^(<{7}|>{7}) /m.test(readFileSync(file, 'utf8'))
  } catch {
    return false
  }
}

/** Adds what local packages require; a local package that is the function's own folder brings its code along anyway. */
function withLocals(requirements: Requirements, folder: string): Requirements {
  const known = new Set(requirements.lines.map(requirementName))
  const added: string[] = []
  const locals = requirements.locals.filter((local) => relative(local, folder) !== '')
  for (const local of requirements.locals) {
    const { dependencies } = readLocalPackage(local)
    // A lock names what its local packages need.
    if (!requirements.complete || requirements.lines.length === 0) {
      added.push(...dependencies.filter((line) => !known.has(requirementName(line))))
    }
  }
  const names = new Set(requirements.locals.map((local) => normalName(readLocalPackage(local).name)))
  const lines = added.filter((line) => !names.has(requirementName(line)))
  if (lines.length === 0) return { ...requirements, locals }
  const unpinned = [...requirements.unpinned, ...lines]
  return { ...requirements, locals, lines: [...requirements.lines, ...lines], unpinned, complete: false }
}
