import { describe, expect, it } from 'vitest'
import type { Lock, PackageManager } from './lock.ts'
import { readLocked } from './locked.ts'

const lock = (manager: PackageManager, text: string): Lock => ({ manager, text, file: '/p/lock', folder: '/p' })

describe('readLocked', () => {
  it.each<[string, PackageManager, string, readonly string[], readonly string[]]>([
    [
      'npm, versions 2 and 3',
      'npm',
      JSON.stringify({
        packages: {
          '': {},
          'packages/api': { name: 'api', version: '1.0.0' },
          '../shared': {},
          'node_modules/api': { link: true, resolved: 'packages/api' },
          'node_modules/@s/a': { version: '1.2.3' },
          'node_modules/b/node_modules/a': { version: '2.0.0' },
          'node_modules/alias': { name: 'real', version: '3.0.0' },
        },
      }),
      ['@s/a@1.2.3', 'a@2.0.0', 'real@3.0.0'],
      ['.', 'packages/api', '../shared'],
    ],
    [
      'npm, version 1',
      'npm',
      JSON.stringify({ dependencies: { a: { version: '1.0.0', dependencies: { b: { version: '2.0.0' } } } } }),
      ['a@1.0.0', 'b@2.0.0'],
      ['.'],
    ],
    [
      'pnpm, version 9',
      'pnpm',
      `lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      a:\n        version: 1.0.0\n\n  packages/api: {}\n\npackages:\n\n  '@s/a@1.2.3':\n    resolution: {integrity: x}\n\n  b@2.0.0:\n    resolution: {integrity: x}\n\nsnapshots:\n\n  c@9.9.9: {}\n`,
      ['@s/a@1.2.3', 'b@2.0.0'],
      ['.', 'packages/api'],
    ],
    [
      'pnpm, version 6',
      'pnpm',
      `lockfileVersion: '6.0'\n\ndependencies:\n  a:\n    version: 1.0.0\n\npackages:\n\n  /@s/a@1.2.3:\n    resolution: {}\n\n  /b@2.0.0(react@18.0.0):\n    resolution: {}\n`,
      ['@s/a@1.2.3', 'b@2.0.0'],
      ['.'],
    ],
    [
      'pnpm, version 5',
      'pnpm',
      'lockfileVersion: 5.4\n\npackages:\n\n  /@s/a/1.2.3:\n    resolution: {}\n\n  /b/2.0.0_react@18.0.0:\n    resolution: {}\n',
      ['@s/a@1.2.3', 'b@2.0.0'],
      ['.'],
    ],
    [
      'Yarn 1',
      'yarn',
      '# yarn lockfile v1\n\n\n"@s/a@^1.0.0", "@s/a@~1.2.0":\n  version "1.2.3"\n  resolved "https://r/x.tgz"\n\nb@2:\n  version "2.0.0"\n\nalias@npm:real@3:\n  version "3.0.0"\n',
      ['@s/a@1.2.3', 'b@2.0.0', 'real@3.0.0'],
      ['.'],
    ],
    [
      'Yarn from version 2 on',
      'berry',
      '__metadata:\n  version: 8\n\n"@s/a@npm:^1.0.0":\n  version: 1.2.3\n  resolution: "@s/a@npm:1.2.3"\n\n"api@workspace:packages/api":\n  version: 0.0.0-use.local\n  resolution: "api@workspace:packages/api"\n\n"root@workspace:.":\n  version: 0.0.0-use.local\n  resolution: "root@workspace:."\n',
      ['@s/a@1.2.3', 'api@0.0.0-use.local', 'root@0.0.0-use.local'],
      ['.', 'packages/api'],
    ],
  ])('reads a lock file of %s', (_, manager, text, packages, members) => {
    const locked = readLocked(lock(manager, text))
    expect([...locked.packages].sort()).toEqual([...packages].sort())
    expect(locked.members).toEqual(members)
  })

  it.each<[string, PackageManager, string, string]>([
    ['is cut off', 'npm', '{"packages": {', 'is no JSON'],
    ['holds a merge that was not finished', 'npm', '{\n<<<<<<< HEAD\n}', 'a merge that was not finished'],
    ['is something else', 'pnpm', 'hello', 'has no lockfileVersion'],
    ['is something else', 'yarn', 'hello', 'is no lock file of Yarn'],
  ])('refuses one that %s', (_, manager, text, message) => {
    expect(() => readLocked(lock(manager, text))).toThrow(
      expect.objectContaining({ code: 'LAMBDA_LOCK_UNUSABLE', message: expect.stringContaining(message) }),
    )
  })
})
