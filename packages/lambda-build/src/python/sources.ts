import { basename } from 'node:path'
import type { ArtifactFile } from '@project-utils/artifact'
import type { Problem } from '@project-utils/contract'
import type { Job } from '../build/job.ts'
import type { MakeOptions } from '../build/maker.ts'
import { readLocalPackage } from './local-package.ts'
import type { Requirements } from './requirements.ts'
import type { SourceFolder } from './source-folder.ts'
import { readShared, readSourceTree } from './source-tree.ts'

/** The project's own files of one artifact. */
export interface Sources {
  /** By path in the artifact. */
  readonly files: readonly ArtifactFile[]
  /** Path in the artifact to path on the disk. */
  readonly onDisk: ReadonlyMap<string, string>
  /** What stands before the path of a module in the artifact. */
  readonly prefix: string
  readonly inputs: readonly string[]
}

/**
 * The sources of a job: its folder, the shared ones, and local packages that its requirements name. A file that two of
 * them have is taken from the first.
 */
export async function readAllSources(
  job: Job,
  { folder, laidOut }: SourceFolder,
  { locals, options }: Pick<Requirements, 'locals' | 'options'>,
  { cache, root }: MakeOptions,
): Promise<Sources | Problem> {
  const { exclude, include, shared } = job.build
  const at = job.type === 'layer' ? 'python' : ''
  const wheels = options.flatMap(([name, value]) => (name === '--find-links' && value !== undefined ? [value] : []))
  const patterns = { exclude, include, within: root, skipped: [cache, ...wheels] }
  const trees = [await readSourceTree(folder, patterns, laidOut ? '' : at)]
  for (const path of shared) trees.push(await readShared(path, patterns, at))
  const inputs = new Set<string>()
  for (const local of locals) {
    const found = readLocalPackage(local)
    if (found.modules.length === 0) {
      const message = `${job.type}s.${job.id}: the local package ${basename(local)} holds no module that can be told without building it`
      const hint = 'put its code under src/, or build a wheel of it and require that'
      return { code: 'LAMBDA_REQUIREMENTS_INVALID', message, hint, where: job.where }
    }
    for (const input of found.inputs) inputs.add(input)
    for (const module of found.modules) trees.push(await readShared(module, patterns, at))
  }
  const files = new Map<string, ArtifactFile>()
  for (const tree of trees) {
    for (const input of tree.inputs) inputs.add(input)
    for (const file of tree.files) if (!files.has(file.path)) files.set(file.path, file)
  }
  const onDisk = [...files].flatMap(([path, { content }]) => ('file' in content ? [[path, content.file] as const] : []))
  return {
    files: [...files.values()],
    onDisk: new Map(onDisk),
    prefix: at === '' ? '' : `${at}/`,
    inputs: [...inputs],
  }
}
