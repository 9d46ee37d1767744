import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeFolder } from '../build/folder.test.fixture.ts'
import { findLock } from './lock.ts'

describe('findLock', () => {
  it('takes the nearest lock file up to the folder of the project', () => {
    const root = makeFolder({
      'package-lock.json': '{}',
      'a/b/package.json': '{}',
      'c/yarn.lock': '# yarn lockfile v1',
    })
    expect(findLock(join(root, 'a/b'), root)).toMatchObject({ manager: 'npm', folder: root })
    expect(findLock(join(root, 'c'), root)).toMatchObject({ manager: 'yarn', folder: join(root, 'c') })
    expect(findLock(join(root, 'a/b'), join(root, 'a'))).toBeUndefined()
  })

  it.each([
    ['npm-shrinkwrap.json', '{}', 'npm'],
    ['pnpm-lock.yaml', "lockfileVersion: '9.0'", 'pnpm'],
    ['yarn.lock', '__metadata:\n  version: 8\n', 'berry'],
  ])('knows who wrote %s', (name, text, manager) => {
    const root = makeFolder({ [name]: text })
    expect(findLock(root, root)).toMatchObject({ manager })
  })

  it('asks packageManager which of several counts, and which version wrote it', () => {
    const root = makeFolder({
      'package.json': '{"packageManager": "pnpm@9.1.0+sha512.abc"}',
      'package-lock.json': '{}',
      'pnpm-lock.yaml': '',
    })
    expect(findLock(root, root)).toMatchObject({ manager: 'pnpm', version: '9.1.0' })
  })

  it.each<[string, Record<string, string>, string]>([
    ['one of Bun', { 'bun.lock': '{}' }, 'bun.lock is written by Bun'],
    [
      'several without a word which counts',
      { 'package-lock.json': '{}', 'yarn.lock': '' },
      'nobody says which one counts',
    ],
    [
      'one that packageManager contradicts',
      { 'package-lock.json': '{}', 'package.json': '{"packageManager": "yarn@4.1.0"}' },
      'package.json says packageManager: yarn',
    ],
  ])('refuses %s', (_, files, message) => {
    const root = makeFolder(files)
    expect(() => findLock(root, root)).toThrow(
      expect.objectContaining({ code: 'LAMBDA_LOCK_UNUSABLE', message: expect.stringContaining(message) }),
    )
  })

  it.each(['{', '[]', 'null', '"x"'])('refuses one beside a package.json that holds %s', (text) => {
    const root = makeFolder({ 'package-lock.json': '{}', 'package.json': text })
    expect(() => findLock(root, root)).toThrow(expect.objectContaining({ code: 'LAMBDA_FILE_UNREADABLE' }))
  })
})
