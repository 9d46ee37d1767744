import { expect, it } from 'vitest'
import { installFailure } from './failure.ts'

const lock = { manager: 'npm', file: '/p/package-lock.json', folder: '/p', text: '' } as const
const missing = (name: string): string => `npm error Missing: ${name}@1.0.0 from lock file\n`
const outOfSync = 'npm error code EUSAGE\nnpm error `npm ci` can only install packages when they are in sync\n'

it.each<[string, string, object]>([
  [
    'a lock that lacks packages for other machines',
    outOfSync + missing('@img/sharp-linux-arm64') + missing('@rollup/rollup-win32-x64-msvc'),
    {
      code: 'LAMBDA_LOCK_UNUSABLE',
      message: expect.stringContaining('@img/sharp-linux-arm64'),
      hint: expect.stringContaining('rm -r'),
    },
  ],
  [
    'a lock that lacks any other package',
    outOfSync + missing('zod'),
    {
      code: 'LAMBDA_LOCK_UNUSABLE',
      message: expect.stringContaining('Missing: zod'),
      hint: 'npm install, and commit the lock file',
    },
  ],
  ['peers that contradict', 'npm error code ERESOLVE', { hint: expect.stringContaining('legacy-peer-deps') }],
  ['no network', 'npm error code ENOTFOUND', { hint: expect.stringContaining('network') }],
  ['no right to read', 'ERR_PNPM_FETCH_401 Unauthorized', { hint: expect.stringContaining('npm login') }],
  ['a full disk', 'npm error ENOSPC: no space left', { hint: 'make room on the disk' }],
  [
    'anything else',
    'boom',
    { code: 'LAMBDA_INSTALL_FAILED', message: expect.stringMatching(/ended with code 1; boom$/) },
  ],
])('explains %s', (_, output, error) => {
  expect(installFailure(lock, 'npm ci', output, 'it ended with code 1')).toMatchObject(error)
})
