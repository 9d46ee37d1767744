import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Problem } from '@project-utils/contract'
import type { Job } from '../build/job.ts'
import { splitHandler } from './modules.ts'

/** Which folder is packed, and where in it the handler's file lies. */
export interface SourceFolder {
  /** Absolute. */
  readonly folder: string
  /** The folder that names the packages, where it is not the one that is packed; absolute. */
  readonly home?: string
  /** The folder of the handler's file: packages are looked for from here upwards. */
  readonly from: string
  /** True for a layer's folder that has the layout of a layer already. */
  readonly laidOut: boolean
}

/**
 * The folder that is packed: `directory`, or the one from which the handler's path leads to the entry, such as `backend`
 * for `src/app.handler` in `backend/src/app.py`.
 */
export function sourceFolder(job: Job): SourceFolder | Problem {
  const { directory } = job.build
  if (job.type === 'layer') return layerFolder(job.build.directory)
  const { module } = splitHandler(job.handler.text)
  if (directory !== undefined) {
    const inner = dirname(join(directory, module))
    return { folder: directory, from: existsSync(inner) ? inner : directory, laidOut: false }
  }
  const { entry = '' } = job.build
  const path = entry.replaceAll('\\', '/')
  const suffix = [`/${module}.py`, `/${module}/__init__.py`].find((each) => path.endsWith(each))
  if (suffix !== undefined)
    return { folder: entry.slice(0, -suffix.length) || '/', from: dirname(entry), laidOut: false }
  const message = `functions.${job.id}: the template's handler is ${job.handler.text}, which is in ${module}.py, and the entry is ${entry}`
  const hint = `set functions.${job.id}.entry to that file, or Handler in the template to the entry's`
  return { code: 'LAMBDA_HANDLER_MISSING', message, hint, where: job.where }
}

/** The folder of a layer that is packed. */
export function layerFolder(folder: string): SourceFolder {
  const inner = join(folder, 'python')
  const laidOut = statSync(inner, { throwIfNoEntry: false })?.isDirectory() === true
  if (!laidOut && isPackage(folder)) return { folder: join(folder, 'src'), home: folder, from: folder, laidOut }
  return { folder, from: laidOut && !existsSync(join(folder, 'requirements.txt')) ? inner : folder, laidOut }
}

/** Whether a folder is a Python package with its modules under `src/`, which nothing imports by that name. */
function isPackage(folder: string): boolean {
  const source = join(folder, 'src')
  return (
    existsSync(join(folder, 'pyproject.toml')) &&
    !existsSync(join(source, '__init__.py')) &&
    statSync(source, { throwIfNoEntry: false })?.isDirectory() === true
  )
}
