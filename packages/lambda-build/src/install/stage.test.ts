import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { lambdaMachine } from '../artifact/machine.ts'
import { addFiles, makeFolder } from '../build/folder.test.fixture.ts'
import { findLock } from './lock.ts'
import { planStage, type Stage } from './stage.ts'
import { withoutKeys } from './yaml-keys.ts'

const arm64 = lambdaMachine('nodejs24.x', 'arm64')
const x64 = lambdaMachine('nodejs24.x', 'x86_64')

function stageOf(folder: string, machine = arm64): Stage {
  const lock = findLock(folder, folder)
  if (lock === undefined) throw new TypeError('no lock')
  return planStage(lock, machine)
}

const text = ({ files }: Stage, path: string): string => Buffer.from(files.get(path) ?? '').toString()

describe('planStage', () => {
  it('takes manifests without scripts, and no sources', () => {
    const root = makeFolder({
      'package.json': '{"name": "r", "workspaces": ["a"], "scripts": {"postinstall": "boom"}}',
      'package-lock.json': '{"packages": {"": {}, "a": {}}}',
      '.npmrc': 'legacy-peer-deps=true',
      'a/package.json': '{"name": "a", "dependencies": {"x": "1"}, "main": "i.js"}',
      'a/i.js': '',
    })
    const stage = stageOf(root)
    expect([...stage.files.keys()].sort()).toEqual(['.npmrc', 'a/package.json', 'package-lock.json', 'package.json'])
    expect(JSON.parse(text(stage, 'package.json'))).toEqual({ name: 'r', workspaces: ['a'] })
  })

  it('has another key for another lock or machine, and the same for other scripts and sources', () => {
    const files = { 'package.json': '{"name": "r"}', 'package-lock.json': '{"packages": {}}' }
    const root = makeFolder(files)
    const { key } = stageOf(root)
    expect(stageOf(makeFolder(files)).key).toBe(key)
    expect(stageOf(root, x64).key).not.toBe(key)
    addFiles(root, { 'package.json': '{"name": "r", "scripts": {"x": "y"}}', 'src.js': '' })
    expect(stageOf(root).key).toBe(key)
    addFiles(root, { 'package-lock.json': '{"packages": {"node_modules/a": {"version": "1.0.0"}}}' })
    expect(stageOf(root).key).not.toBe(key)
  })

  it('finds the folders of a Yarn 1 workspace by its patterns', () => {
    const root = makeFolder({
      'package.json': '{"workspaces": {"packages": ["apps/*", "libs/**", "!apps/old"]}}',
      'yarn.lock': '# yarn lockfile v1',
      'apps/api/package.json': '{}',
      'apps/old/package.json': '{}',
      'apps/notes/readme.md': '',
      'libs/deep/er/package.json': '{}',
      'libs/node_modules/x/package.json': '{}',
    })
    const manifests = [...stageOf(root).files.keys()].filter((path) => path.endsWith('package.json'))
    expect(manifests.sort()).toEqual(['apps/api/package.json', 'libs/deep/er/package.json', 'package.json'])
  })

  it('takes packages that are files or folders of the disk, also above the lock file', () => {
    const root = makeFolder({
      'api/package.json': '{"dependencies": {"s": "file:../shared", "v": "file:vendor/v.tgz"}}',
      'api/pnpm-lock.yaml': "lockfileVersion: '9.0'\n",
      'api/vendor/v.tgz': 'x',
      'shared/package.json': '{}',
      'shared/i.js': '',
      'shared/node_modules/y/package.json': '{}',
    })
    const lock = findLock(join(root, 'api'), root)
    if (lock === undefined) throw new TypeError('no lock')
    const stage = planStage(lock, arm64)
    expect(stage.top).toBe(root)
    expect([...stage.files.keys()].sort()).toEqual([
      'api/package.json',
      'api/pnpm-lock.yaml',
      'api/pnpm-workspace.yaml',
      'api/vendor/v.tgz',
      'shared/i.js',
      'shared/package.json',
    ])
  })

  it('tells pnpm the machine, in each place where one of its versions reads it', () => {
    const root = makeFolder({
      'package.json': '{"pnpm": {"overrides": {"a": "1"}}}',
      'pnpm-lock.yaml': "lockfileVersion: '9.0'\n",
      'pnpm-workspace.yaml': 'packages:\n  - a\nsupportedArchitectures:\n  os:\n    - darwin\ncatalog:\n  x: 1\n',
    })
    const stage = stageOf(root)
    expect(text(stage, 'pnpm-workspace.yaml')).toBe(
      'packages:\n  - a\ncatalog:\n  x: 1\nsupportedArchitectures:\n  os: [linux]\n  cpu: [arm64]\n  libc: [glibc]\n',
    )
    expect(JSON.parse(text(stage, 'package.json'))).toEqual({
      pnpm: { overrides: { a: '1' }, supportedArchitectures: { os: ['linux'], cpu: ['arm64'], libc: ['glibc'] } },
    })
  })

  it('makes Yarn install flat, for the machine, without scripts', () => {
    const root = makeFolder({
      'package.json': '{}',
      'yarn.lock': '__metadata:\n  version: 8\n',
      '.yarnrc.yml':
        'nodeLinker: pnp\nnpmRegistryServer: https://r\nyarnPath: .yarn/releases/yarn.cjs\nenableScripts: true\n',
      '.yarn/releases/yarn.cjs': '',
    })
    const stage = stageOf(root, x64)
    expect(text(stage, '.yarnrc.yml')).toBe(
      'npmRegistryServer: https://r\nnodeLinker: node-modules\nenableScripts: false\nenableTelemetry: false\nsupportedArchitectures:\n  os: [linux]\n  cpu: [x64]\n  libc: [glibc]\n',
    )
    expect(stage.files.has('.yarn/releases/yarn.cjs')).toBe(true)
  })
})

describe('withoutKeys', () => {
  it.each([
    ['', ''],
    ['a: 1', 'a: 1\n'],
    ['# note\nb:\n- 1\n- 2\n\na: 1\n', '# note\na: 1\n'],
    ['"b": {x: 1}\na: 1', 'a: 1\n'],
    ['a:\n  b: 1\n', 'a:\n  b: 1\n'],
  ])('takes b out of %j', (before, after) => {
    expect(withoutKeys(before, ['b'])).toBe(after)
  })
})
