import { join } from 'node:path'
import { expect, it } from 'vitest'
import { localFolder, readLocalOptions } from './local-options.ts'

it.each([
  [{}, 'linux', '/home/ada/.cache/project-utils/local'],
  [{ XDG_CACHE_HOME: '/cache' }, 'linux', '/cache/project-utils/local'],
  [{}, 'darwin', '/home/ada/Library/Caches/project-utils/local'],
  [{ LOCALAPPDATA: '/local' }, 'win32', '/local/project-utils/local'],
  [{}, 'win32', '/home/ada/AppData/Local/project-utils/local'],
  [{ PROJECT_UTILS_LOCAL_FOLDER: '/own' }, 'darwin', '/own'],
] as const)('keeps the local cloud, with %j on %s, in %s', (environment, platform, folder) => {
  expect(localFolder(environment, platform, '/home/ada')).toBe(join(folder))
})

it('takes a relative folder from where the command was started, and a given endpoint as it is', () => {
  const environment = { PROJECT_UTILS_LOCAL_FOLDER: 'cloud', AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' }
  expect(readLocalOptions(environment, '/project')).toEqual({
    folder: '/project/cloud',
    environment,
    endpoint: 'http://127.0.0.1:4566',
  })
})

it('has no endpoint where none is given', () => {
  expect(readLocalOptions({ AWS_ENDPOINT_URL: '' }, '/project')).not.toHaveProperty('endpoint')
})
