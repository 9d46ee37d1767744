import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { lambdaMachine } from '../artifact/machine.ts'
import { makeFolder } from '../build/folder.test.fixture.ts'
import { readPipfileLock } from './pipfile-lock.ts'
import { readPoetryLock } from './poetry-lock.ts'
import { readUvLock } from './uv-lock.ts'

const arm = { version: '3.12', machine: lambdaMachine('python3.12', 'arm64') }
const x86 = { version: '3.10', machine: lambdaMachine('python3.10', 'x86_64') }

const uvPackage = (name: string, rest = ''): string =>
  `[[package]]\nname = "${name}"\nversion = "1.0"\nsource = { registry = "https://pypi.org/simple" }\n${rest}wheels = [{ url = "https://x/${name}.whl", hash = "sha256:${name}" }]\n`

const uvProject = `
version = 1
${uvPackage('requests', 'dependencies = [{ name = "idna" }]\n')}
[package.optional-dependencies]
socks = [{ name = "pysocks" }]
${uvPackage('idna')}${uvPackage('pysocks')}${uvPackage('orjson')}${uvPackage('tomli')}${uvPackage('pytest')}
[[package]]
name = "app"
version = "0.1.0"
source = { virtual = "." }
dependencies = [
  { name = "requests", extra = ["socks"] },
  { name = "orjson", marker = "platform_machine == 'aarch64'" },
  { name = "tomli", marker = "python_full_version < '3.11'" },
]
[package.dev-dependencies]
dev = [{ name = "pytest" }]
`

const names = (lines: readonly string[]): readonly string[] => lines.map((line) => line.replace(/==.*/, ''))

describe('a uv.lock', () => {
  it('gives the main packages of the target with their hashes, and decides markers and extras', () => {
    const file = join(makeFolder({ 'uv.lock': uvProject }), 'uv.lock')
    const { lines, complete } = readUvLock(file, join(file, '..'), arm)
    expect(names(lines)).toEqual(['idna', 'orjson', 'pysocks', 'requests'])
    expect(lines[0]).toBe('idna==1.0 --hash=sha256:idna')
    expect(complete).toBe(true)
    expect(names(readUvLock(file, join(file, '..'), x86).lines)).toEqual(['idna', 'pysocks', 'requests', 'tomli'])
  })

  it('is foreign where the local cloud has another Python: its versions count, and neither its files nor its completeness', () => {
    const text = uvProject.replace('version = 1', 'version = 1\nrequires-python = ">=3.12"')
    const file = join(makeFolder({ 'uv.lock': text }), 'uv.lock')
    const read = (version: string, local: object) => readUvLock(file, join(file, '..'), { ...arm, version, ...local })
    const foreign = read('3.11', { interpreter: '/usr/bin/python3' })
    expect(foreign).toMatchObject({ complete: false, foreign: '>=3.12' })
    expect(foreign.lines[0]).toBe('idna==1.0')
    for (const known of [read('3.12', { interpreter: '/usr/bin/python3' }), read('3.11', {})]) {
      expect(known.complete).toBe(true)
      expect(known.foreign).toBeUndefined()
      expect(known.lines[0]).toBe('idna==1.0 --hash=sha256:idna')
    }
  })

  it('takes the member of a workspace that holds the function, and other members as local folders', () => {
    const member = (name: string, needs: string): string =>
      `[[package]]\nname = "${name}"\nversion = "0.1"\nsource = { editable = "parts/${name}" }\ndependencies = [${needs}]\n`
    const text = `version = 1\n${uvPackage('idna')}${uvPackage('orjson')}${member('one', '{ name = "two" }')}${member('two', '{ name = "idna" }')}${member('three', '{ name = "orjson" }')}`
    const root = makeFolder({ 'uv.lock': text })
    const { lines, locals } = readUvLock(join(root, 'uv.lock'), join(root, 'parts/one/src'), arm)
    expect(names(lines)).toEqual(['idna'])
    expect(locals).toEqual([join(root, 'parts/two')])
  })

  it('that lacks what pyproject.toml wants is stale, and says which', () => {
    const root = makeFolder({
      'uv.lock': uvProject,
      'pyproject.toml': '[project]\ndependencies = ["Requests[socks]", "newcomer>=1"]\n',
    })
    expect(readUvLock(join(root, 'uv.lock'), root, arm).problems).toEqual([
      expect.objectContaining({ message: expect.stringContaining('wants newcomer'), hint: 'uv lock' }),
    ])
  })

  it('refuses what is no wheel by name, and hands private indexes on', () => {
    const text = `version = 1
[[package]]
name = "away"
version = "1"
source = { git = "https://example.org/away?rev=1" }
[[package]]
name = "ours"
version = "2"
source = { registry = "https://index.example.org/simple" }
[[package]]
name = "app"
source = { virtual = "." }
dependencies = [{ name = "away" }, { name = "ours" }]
`
    const root = makeFolder({ 'uv.lock': text })
    const { problems, options } = readUvLock(join(root, 'uv.lock'), root, arm)
    expect(problems).toEqual([
      expect.objectContaining({ message: expect.stringContaining('away comes from https://') }),
    ])
    expect(options).toEqual([['--extra-index-url', 'https://index.example.org/simple']])
  })
})

const manifest = `
[tool.poetry.dependencies]
python = "^3.10"
requests = { version = "^1.0", extras = ["socks"] }
orjson = { version = "*", markers = "platform_machine == 'aarch64'" }
tomli = { version = "^1.0", python = "<3.11" }
spare = { version = "*", optional = true }
[tool.poetry.group.dev.dependencies]
pytest = "*"
`

const poetry = (name: string, rest = ''): string =>
  `[[package]]\nname = "${name}"\nversion = "1.0"\noptional = false\npython-versions = ">=3.8"\nfiles = [{ file = "${name}.whl", hash = "sha256:${name}" }]\n${rest}`

describe('a poetry.lock', () => {
  const old = [
    poetry(
      'requests',
      '[package.dependencies]\nIdna = ">=1,<2"\nPySocks = { version = "*", optional = true, markers = "extra == \\"socks\\"" }\n[package.extras]\nsocks = ["PySocks (>=1)"]\n',
    ),
    ...['idna', 'PySocks', 'orjson', 'tomli', 'spare', 'pytest'].map((name) => poetry(name)),
  ].join('\n')

  it('of Poetry 1 gives what pyproject.toml leads to', () => {
    const file = join(makeFolder({ 'poetry.lock': old, 'pyproject.toml': manifest }), 'poetry.lock')
    expect(names(readPoetryLock(file, arm).lines)).toEqual(['PySocks', 'idna', 'orjson', 'requests'])
    expect(names(readPoetryLock(file, x86).lines)).toEqual(['PySocks', 'idna', 'requests', 'tomli'])
    expect(readPoetryLock(file, arm).lines[1]).toBe('idna==1.0 --hash=sha256:idna')
  })

  it('of Poetry 2 gives what is in the main group, markers decided', () => {
    const text = [
      poetry('requests', 'groups = ["main", "dev"]\n'),
      poetry('pytest', 'groups = ["dev"]\n'),
      poetry('orjson', `groups = ["main", "dev"]\nmarkers = { main = "platform_machine == 'aarch64'" }\n`),
      poetry('tomli', `groups = ["main"]\nmarkers = "python_version < '3.11'"\n`),
      poetry('spare', `groups = ["main"]\nmarkers = "extra == 'spare'"\n`),
    ].join('\n')
    const file = join(makeFolder({ 'poetry.lock': text, 'pyproject.toml': manifest }), 'poetry.lock')
    expect(names(readPoetryLock(file, arm).lines)).toEqual(['orjson', 'requests'])
    expect(names(readPoetryLock(file, x86).lines)).toEqual(['requests', 'tomli'])
  })

  it('that lacks what pyproject.toml wants is stale, and says which', () => {
    const stale = `${manifest}\n[project]\ndependencies = ["newcomer>=1"]\n`
    const file = join(makeFolder({ 'poetry.lock': old, 'pyproject.toml': stale }), 'poetry.lock')
    expect(readPoetryLock(file, arm).problems).toEqual([
      expect.objectContaining({ message: expect.stringContaining('newcomer'), hint: 'poetry lock' }),
    ])
  })

  it('with packages from a folder, an index of its own and version control: packed, handed on, refused', () => {
    const from = (type: string, url: string): string => `[package.source]\ntype = "${type}"\nurl = "${url}"\n`
    const text = [
      poetry('near', `groups = ["main"]\n${from('directory', '../near')}`),
      poetry('ours', `groups = ["main"]\n${from('legacy', 'https://index.example.org/simple')}`),
      poetry('away', `groups = ["main"]\n${from('git', 'https://example.org/away')}`),
    ].join('\n')
    const root = makeFolder({ 'app/poetry.lock': text })
    const { locals, options, problems } = readPoetryLock(join(root, 'app/poetry.lock'), arm)
    expect(locals).toEqual([join(root, 'near')])
    expect(options).toEqual([['--extra-index-url', 'https://index.example.org/simple']])
    expect(problems).toEqual([expect.objectContaining({ message: expect.stringContaining('away') })])
  })
})

it('a Pipfile.lock gives its default group', () => {
  const lock = {
    default: {
      idna: { version: '==3.10', hashes: ['sha256:aa'] },
      tomli: { version: '==2.0', markers: "python_version < '3.11'" },
      away: { git: 'https://example.org/away' },
    },
    develop: { pytest: { version: '==8' } },
  }
  const file = join(makeFolder({ 'Pipfile.lock': JSON.stringify(lock) }), 'Pipfile.lock')
  const { lines, problems } = readPipfileLock(file, arm)
  expect(lines).toEqual(['idna==3.10 --hash=sha256:aa'])
  expect(problems).toEqual([expect.objectContaining({ message: expect.stringContaining('away') })])
})
