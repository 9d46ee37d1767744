import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type { LocalOptions } from '@project-utils/local-cloud'

type Environment = Readonly<Record<string, string | undefined>>

/** What the local cloud is to be found or started with. */
export function readLocalOptions(environment: Environment, cwd: string): LocalOptions {
  const endpoint = environment['AWS_ENDPOINT_URL']
  return {
    folder: resolve(cwd, localFolder(environment, process.platform, homedir())),
    environment,
    ...(endpoint === undefined || endpoint === '' ? {} : { endpoint }),
  }
}

/** The local cloud's folder: `PROJECT_UTILS_LOCAL_FOLDER`, else `project-utils/local` in the platform's cache folder. */
export function localFolder(environment: Environment, platform: NodeJS.Platform, home: string): string {
  const given = environment['PROJECT_UTILS_LOCAL_FOLDER']
  if (given !== undefined && given !== '') return given
  return join(cacheFolder(environment, platform, home), 'project-utils', 'local')
}

function cacheFolder(environment: Environment, platform: NodeJS.Platform, home: string): string {
  if (platform === 'darwin') return join(home, 'Library', 'Caches')
  if (platform === 'win32') return environment['LOCALAPPDATA'] || join(home, 'AppData', 'Local')
  return environment['XDG_CACHE_HOME'] || join(home, '.cache')
}
