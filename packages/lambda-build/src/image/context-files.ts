import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Problem, ProjectError } from '@project-utils/contract'
import type { FunctionBuild, ImageBuild } from '@project-utils/project'
import { type IsIgnored, readIgnoreRules } from './ignore-rules.ts'

/** One thing that a build context holds. */
export interface ContextEntry {
  /** `/`-separated, relative to the context. */
  readonly path: string
  readonly kind: 'file' | 'folder' | 'link'
  readonly executable: boolean
  /** Where a link leads. */
  readonly target?: string
}

/** What is wrong with an image's build context, before anything is read: its folder or its Dockerfile is not there. */
export function contextProblems({ logicalId, where, image }: FunctionBuild): readonly Problem[] {
  if (image === undefined) return []
  const { directory } = image
  const problem = (message: string, hint: string): Problem => ({ code: 'LAMBDA_IMAGE_CONTEXT', message, hint, where })
  if (!existsSync(directory)) {
    const hint = `set functions.${logicalId}.image.directory to the folder that holds the Dockerfile`
    return [problem(`functions.${logicalId}: there is no folder ${directory}`, hint)]
  }
  const file = join(directory, image.dockerfile)
  if (existsSync(file)) return []
  const hint = `set functions.${logicalId}.image.dockerfile, relative to the folder`
  return [problem(`functions.${logicalId}: there is no Dockerfile ${file}`, hint)]
}

/** The file that says what stays out: one of the Dockerfile's own wins. Undefined where there is none. */
export function ignoreFileOf({ directory, dockerfile }: ImageBuild): string | undefined {
  return [`${dockerfile}.dockerignore`, '.dockerignore'].map((name) => join(directory, name)).find(existsSync)
}

/**
 * Everything that a build can see, by path. The Dockerfile is always among it.
 *
 * @throws ProjectError `LAMBDA_IMAGE_CONTEXT` where a folder cannot be read
 */
export function contextEntries(image: ImageBuild): readonly ContextEntry[] {
  const ignore = ignoreFileOf(image)
  const text = ignore === undefined ? '' : readFileSync(ignore, 'utf8')
  const isIgnored = readIgnoreRules(text)
  // A rule that takes something back in may reach into a folder that is out.
  const entries = listed(image.directory, '', isIgnored, /^\s*!/m.test(text))
  const dockerfile = image.dockerfile.split('\\').join('/')
  const isThere = entries.some(({ path }) => path === dockerfile)
  const own: readonly ContextEntry[] = isThere ? [] : [{ path: dockerfile, kind: 'file', executable: false }]
  return [...entries, ...own].sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)))
}

function listed(root: string, folder: string, isIgnored: IsIgnored, reaches: boolean): readonly ContextEntry[] {
  return namesIn(join(root, folder)).flatMap((name): readonly ContextEntry[] => {
    const path = folder === '' ? name : `${folder}/${name}`
    const absolute = join(root, path)
    const stat = lstatSync(absolute)
    const ignored = isIgnored(path)
    if (stat.isDirectory()) {
      const inner = ignored && !reaches ? [] : listed(root, path, isIgnored, reaches)
      return ignored ? inner : [{ path, kind: 'folder', executable: false }, ...inner]
    }
    if (ignored) return []
    if (stat.isSymbolicLink()) return [{ path, kind: 'link', executable: false, target: readlinkSync(absolute) }]
    return stat.isFile() ? [{ path, kind: 'file', executable: (stat.mode & 0o111) !== 0 }] : []
  })
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch (cause) {
    throw new ProjectError('LAMBDA_IMAGE_CONTEXT', `${folder} could not be read`, {
      hint: `let it be read, or name it in ${join(dirname(folder), '.dockerignore')}`,
      cause,
    })
  }
}
