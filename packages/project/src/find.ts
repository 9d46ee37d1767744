import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { ProjectError } from '@project-utils/contract'
import { didYouMean } from './nearest.ts'

/** Where to look for the configuration. */
export interface Search {
  readonly cwd: string
  /** A file, which then is the only one looked at. */
  readonly config?: string | undefined
  /** The name of the project. */
  readonly project?: string | undefined
}

/**
 * Finds the configuration: the named file; else `project.yaml` in this folder or one above; else `config/<project>.yaml`,
 * or the only project in the nearest `config/` folder. A file there is a project if it has a top-level `project:`.
 *
 * @throws ProjectError `PROJECT_CONFIG_NOT_FOUND`, `PROJECT_CONFIG_AMBIGUOUS`, `PROJECT_NAME_INVALID`
 */
export function findConfiguration({ cwd, config, project }: Search): string {
  if (config !== undefined) return resolve(cwd, config)
  if (project !== undefined && !/^[a-z0-9-]+$/.test(project)) {
    throw new ProjectError('PROJECT_NAME_INVALID', `"${project}" is no name of a project`, {
      hint: 'use its name as written after "project:" in its file; a path is given with --config',
    })
  }
  const folders = upwards(cwd)
  const near = folders.map((folder) => join(folder, 'project.yaml')).find(isFile)
  if (near !== undefined && (project === undefined || nameIn(near) === project)) return near
  return project === undefined ? onlyProject(folders, cwd) : namedProject(folders, project, near, cwd)
}

function onlyProject(folders: readonly string[], cwd: string): string {
  for (const folder of folders) {
    const found = projectsIn(join(folder, 'config'))
    const [first] = found
    if (first === undefined) continue
    if (found.length === 1) return first
    const names = found.map((path) => basename(path, '.yaml'))
    throw new ProjectError(
      'PROJECT_CONFIG_AMBIGUOUS',
      `${relative(cwd, join(folder, 'config')) || 'config'} holds several projects: ${names.join(', ')}`,
      {
        hint: `name one: --project ${names[0]}`,
        where: { file: relative(cwd, join(folder, 'config')) },
      },
    )
  }
  const misnamed = folders.map((folder) => join(folder, 'project.yml')).find(isFile)
  throw new ProjectError(
    'PROJECT_CONFIG_NOT_FOUND',
    'no project.yaml and no config/<project>.yaml here or in a folder above',
    {
      hint:
        misnamed === undefined
          ? 'write project.yaml, or name a file with --config'
          : `mv ${relative(cwd, misnamed)} ${relative(cwd, misnamed).replace(/yml$/, 'yaml')}`,
    },
  )
}

function namedProject(folders: readonly string[], project: string, near: string | undefined, cwd: string): string {
  const found = folders.map((folder) => join(folder, 'config', `${project}.yaml`)).find(isFile)
  if (found !== undefined) return found
  const others = folders.flatMap((folder) => projectsIn(join(folder, 'config'))).map((path) => basename(path, '.yaml'))
  const name = near === undefined ? undefined : nameIn(near)
  const known = [...new Set([...(name === undefined ? [] : [name]), ...others])]
  throw new ProjectError('PROJECT_CONFIG_NOT_FOUND', `no config/${project}.yaml here or in a folder above`, {
    hint:
      known.length === 0 ? `write config/${project}.yaml, or name a file with --config` : didYouMean(project, known),
    ...(near === undefined ? {} : { where: { file: relative(cwd, near) } }),
  })
}

function upwards(cwd: string): readonly string[] {
  const folders = [resolve(cwd)]
  for (let folder = dirname(resolve(cwd)); folder !== folders.at(-1); folder = dirname(folder)) folders.push(folder)
  return folders
}

function projectsIn(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'))
    return names
      .sort()
      .map((name) => join(folder, name))
      .filter((path) => isFile(path) && nameIn(path) !== undefined)
  } catch {
    return []
  }
}

/** The project a file describes, as far as can be seen without parsing it. */
function nameIn(path: string): string | undefined {
  try {
    return /^\uFEFF?["']?project["']?\s*:[ \t]*["']?([^\s"'#]*)/m.exec(readFileSync(path, 'utf8'))?.[1]
  } catch {
    return undefined
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}
