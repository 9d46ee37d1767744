import { globSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { type Finding, ProjectError } from '@project-utils/contract'
import ignore from 'ignore'
import { type ArtifactFile, contentOf } from '../artifact/artifact-file.ts'
import type { BundleJob } from './bundle-options.ts'
import { findUpwards } from './tsconfig.ts'

/** Further files of an artifact, with all files and folders whose change may change which they are. */
export interface Included {
  readonly files: readonly ArtifactFile[]
  readonly inputs: readonly string[]
  readonly findings: readonly Finding[]
}

/**
 * The files that `include` names, at the place that they have in the folder of the nearest `package.json`. A pattern that
 * names a folder takes all in it. What is installed is taken only where the pattern says so.
 *
 * @throws ProjectError `LAMBDA_PATH_INVALID` for a link that leads out of the project
 */
export function includeFiles({ job, entry }: BundleJob, root: string): Included {
  const { include, exclude } = job.build
  if (include.length === 0) return { files: [], inputs: [], findings: [] }
  const base = baseOf(entry, root)
  const left = ignore().add([...exclude])
  const files = new Map<string, ArtifactFile>()
  const inputs = new Set<string>()
  const empty: string[] = []
  for (const pattern of include) {
    for (const folder of foldersOf(pattern, base)) inputs.add(folder)
    const skip = (name: string): boolean => !pattern.includes(name) && (name === 'node_modules' || name === '.git')
    const found = globSync(pattern, { cwd: base, exclude: skip }).flatMap((path) => listFiles(base, path, inputs))
    if (found.length === 0) empty.push(pattern)
    for (const each of found) {
      const path = each.split(sep).join('/')
      if (path.startsWith('../') || left.ignores(path)) continue
      const file = realpathSync(join(base, path))
      if (!file.startsWith(root + sep)) throw linkOutside(path, job.id)
      const { size, mode } = statSync(file)
      inputs.add(file)
      files.set(path, { path, content: { file, size }, ...((mode & 0o100) === 0 ? {} : { executable: true }) })
    }
  }
  return { files: [...files.values()], inputs: [...inputs], findings: empty.map((each) => nothing(each, base, job.id)) }
}

/**
 * Refuses a `package.json` among the included files that would make the CommonJS bundle an ES module.
 *
 * @param output the bundle's path
 * @throws ProjectError `LAMBDA_MODULE_TYPE`
 */
export function refuseModuleType(output: string, files: readonly ArtifactFile[], id: string): void {
  if (!output.endsWith('.js')) return
  for (let folder = dirname(output); ; folder = dirname(folder)) {
    const path = folder === '.' ? 'package.json' : `${folder}/package.json`
    const file = files.find((each) => each.path === path)
    if (file !== undefined) {
      if (!/"type"\s*:\s*"module"/.test(Buffer.from(contentOf(file)).toString())) return
      throw new ProjectError(
        'LAMBDA_MODULE_TYPE',
        `${id}: include packs ${path} with "type": "module", which would make the CommonJS ${output} an ES module`,
        { hint: `set functions.${id}.format: esm, or leave ${path} out of include` },
      )
    }
    if (folder === '.') return
  }
}

function baseOf(entry: string, root: string): string {
  const manifest = findUpwards(dirname(entry), ['package.json'])
  const folder = manifest === undefined ? root : dirname(manifest)
  return folder.startsWith(root + sep) ? folder : root
}

/** The folders whose list of names decides what a pattern finds. */
function foldersOf(pattern: string, base: string): readonly string[] {
  const parts = pattern.split('/')
  const wild = parts.findIndex((part) => /[*?[{]/.test(part))
  const start = join(base, ...parts.slice(0, wild === -1 ? parts.length - 1 : wild))
  if (statSync(start, { throwIfNoEntry: false })?.isDirectory() !== true) return [base]
  if (wild === -1 || (wild === parts.length - 1 && parts[wild] !== '**')) return [start]
  return [start, ...subfolders(start)]
}

function subfolders(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
    .flatMap((entry) => [join(folder, entry.name), ...subfolders(join(folder, entry.name))])
}

function listFiles(base: string, path: string, folders: Set<string>): readonly string[] {
  const stat = statSync(join(base, path), { throwIfNoEntry: false })
  if (stat?.isDirectory() !== true) return stat?.isFile() === true ? [path] : []
  folders.add(join(base, path))
  return readdirSync(join(base, path)).flatMap((name) =>
    name === 'node_modules' || name === '.git' ? [] : listFiles(base, join(path, name), folders),
  )
}

function nothing(pattern: string, base: string, id: string): Finding {
  return {
    rule: 'lambda/include-empty',
    category: 'build',
    severity: 'warning',
    message: `${id}: no file in ${base} is like ${pattern}`,
    fix: `correct or remove it in functions.${id}.include`,
    where: { resource: id },
  }
}

function linkOutside(path: string, id: string): ProjectError {
  return new ProjectError('LAMBDA_PATH_INVALID', `${id}: ${path} is a link that leads out of the project`, {
    hint: 'copy the file into the project, or leave it out of include',
  })
}
