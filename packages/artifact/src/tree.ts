import { type Dirent, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isProjectError, type Problem } from '@project-utils/contract'
import type { ArtifactFile } from './artifact-file.ts'
import { isLeftOut } from './left-out.ts'
import { followLink, linkProblem, type Target } from './link.ts'
import { manyProblems } from './many-problems.ts'
import { type Inclusion, openPatterns, type Patterns, readInclusions } from './patterns.ts'
import { reasonOf, unreadable } from './read-pieces.ts'
import { collisionProblems, nameProblem, unmatchedProblem, unsupportedProblem } from './tree-problems.ts'

/** What of a folder is packed, and where to. */
export interface WalkOptions {
  /** Patterns in the syntax of `.gitignore` of what is left out, besides those in `.lambdaignore` files. */
  readonly exclude: readonly string[]
  /** Patterns such as `templates/**`, of which every file must fit one. Default: all files. */
  readonly include?: readonly string[]
  /** The folder inside the artifact. Default: its root. */
  readonly at?: string
  /** The folder that links may not leave, such as the project's. Default: the folder itself. */
  readonly within?: string
  /** Whether `.lambdaignore` files count. Default: true. */
  readonly lambdaignore?: boolean
  /** Whether what machines leave behind is packed too: version control, caches, settings of tools. Default: false. */
  readonly leftBehind?: boolean
}

/** The files of a folder. */
export interface Tree {
  readonly files: readonly ArtifactFile[]
  /** Absolute paths of all that decided: files, folders for the names in them, `.lambdaignore` files. */
  readonly inputs: readonly string[]
}

/**
 * Lists the files of a folder that are to be packed. Links are followed as long as they stay inside of `within`. Of patterns the
 * last that fits decides, in this order: what is left out everywhere, `.lambdaignore` of the folder, `exclude`,
 * `.lambdaignore` of the folders in it; `!` brings back,
 * what is left out everywhere only by name: `!*` does not.
 *
 * @throws ProjectError with every problem: `ARTIFACT_FILE_UNREADABLE`, `ARTIFACT_FILE_UNSUPPORTED`, `ARTIFACT_LINK_INVALID`,
 *   `ARTIFACT_PATH_INVALID`, `ARTIFACT_PATTERN_UNMATCHED`
 */
export async function walkTree(folder: string, options: WalkOptions): Promise<Tree> {
  const root = realFolder(folder)
  const walk: Walk = {
    root,
    within: options.within === undefined ? root : realFolder(options.within),
    prefix: options.at === undefined || options.at === '' ? '' : `${options.at}/`,
    patterns: openPatterns(),
    exclude: options.exclude,
    lambdaignore: options.lambdaignore ?? true,
    leftBehind: options.leftBehind ?? false,
    files: [],
    inputs: [],
    problems: [],
    fitted: new Set(),
    ...(options.include === undefined ? {} : { inclusions: await readInclusions(options.include) }),
  }
  await enter(walk, { path: '', real: root, above: [] })
  for (const inclusion of walk.inclusions ?? []) {
    if (!walk.fitted.has(inclusion)) walk.problems.push(unmatchedProblem(inclusion.pattern, folder))
  }
  if (walk.problems.length > 0) throw manyProblems(walk.problems)
  return { files: walk.files, inputs: walk.inputs }
}

interface Walk {
  readonly root: string
  readonly within: string
  readonly prefix: string
  readonly patterns: Patterns
  readonly exclude: readonly string[]
  readonly lambdaignore: boolean
  readonly leftBehind: boolean
  readonly files: ArtifactFile[]
  readonly inputs: string[]
  readonly problems: Problem[]
  readonly inclusions?: readonly Inclusion[]
  readonly fitted: Set<Inclusion>
}

/** A folder on the way: its path below the root, where it really is, and the real folders above it. */
interface Step {
  readonly path: string
  readonly real: string
  readonly above: readonly string[]
}

async function enter(walk: Walk, step: Step): Promise<void> {
  const entries = list(walk, step.real)
  walk.inputs.push(step.real)
  if (!walk.leftBehind && isVirtualEnvironment(entries) && walk.patterns.decide(step.path, true) !== 'named') return
  await readPatterns(walk, step, entries)
  const kept: string[] = []
  for (const entry of entries) {
    const path = (step.path === '' ? entry.name : `${step.path}/${entry.name}`).normalize('NFC')
    const found = find(walk, entry, path, step)
    if (found === undefined) continue
    const problem = nameProblem(entry.name, step.real)
    if (problem !== undefined) walk.problems.push(problem)
    else if (found.isFolder) await enter(walk, { path, real: found.real, above: [...step.above, step.real] })
    else addFile(walk, found.real, path)
    kept.push(entry.name)
  }
  walk.problems.push(...collisionProblems(kept, step.real))
}

/** What is to be packed of an entry, through a link where it is one; undefined where nothing is. */
function find(walk: Walk, entry: Dirent, path: string, step: Step): Target | undefined {
  const file = join(step.real, entry.name)
  if (!entry.isSymbolicLink()) {
    const isFolder = entry.isDirectory()
    return isWanted(walk, path, isFolder) ? { real: file, isFolder } : undefined
  }
  if (!isWanted(walk, path, true) && !isWanted(walk, path, false)) return undefined
  const target = followLink(file)
  if (!isWanted(walk, path, target.isFolder)) return undefined
  const problem = linkProblem(file, target, [walk.root, walk.within], [...step.above, step.real])
  if (problem !== undefined) walk.problems.push(problem)
  return problem === undefined ? target : undefined
}

function list(walk: Walk, folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch (error) {
    note(walk, unreadable(folder, reasonOf(error), error))
    return []
  }
}

async function readPatterns(walk: Walk, { path, real }: Step, entries: readonly Dirent[]): Promise<void> {
  if (walk.lambdaignore && entries.some(({ name }) => name === '.lambdaignore')) {
    const file = join(real, '.lambdaignore')
    walk.inputs.push(file)
    try {
      await walk.patterns.add(
        readFileSync(file, 'utf8')
          .replace(/^\ufeff/, '')
          .split(/\r?\n/),
        path,
      )
    } catch (error) {
      note(walk, unreadable(file, reasonOf(error), error))
    }
  }
  if (path === '') await walk.patterns.add(walk.exclude, '')
}

function isWanted({ patterns, inclusions, leftBehind }: Walk, path: string, isFolder: boolean): boolean {
  const decided = patterns.decide(path, isFolder)
  if (decided === 'out' || (decided !== 'named' && !leftBehind && isLeftOut(path))) return false
  return inclusions?.some((each) => (isFolder ? leadsTo(each, path) : each.fits(path))) ?? true
}

/** Whether there can be files in a folder that fit. Those of installed packages are only looked at when named. */
function leadsTo({ base }: Inclusion, path: string): boolean {
  if (`${base}/`.startsWith(`${path}/`)) return true
  return (base === '' || path.startsWith(`${base}/`)) && !path.slice(base.length).split('/').includes('node_modules')
}

function isVirtualEnvironment(entries: readonly Dirent[]): boolean {
  return entries.some(({ name }) => name === 'pyvenv.cfg')
}

function addFile(walk: Walk, file: string, path: string): void {
  for (const inclusion of walk.inclusions ?? []) if (inclusion.fits(path)) walk.fitted.add(inclusion)
  try {
    const stat = statSync(file)
    if (!stat.isFile()) return void walk.problems.push(unsupportedProblem(file))
    const executable = (stat.mode & 0o100) === 0 ? {} : { executable: true }
    walk.files.push({ path: walk.prefix + path, content: { file, size: stat.size }, ...executable })
    walk.inputs.push(file)
  } catch (error) {
    note(walk, unreadable(file, reasonOf(error), error))
  }
}

function realFolder(folder: string): string {
  try {
    return realpathSync(folder)
  } catch (error) {
    throw unreadable(folder, reasonOf(error), error)
  }
}

function note({ problems }: Walk, error: Error): void {
  if (!isProjectError(error)) throw error
  problems.push({ code: error.code, message: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) })
}
