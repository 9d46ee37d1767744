import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Finding } from '@project-utils/contract'
import { type Artifact, type BuildInput, buildArtifacts } from '@project-utils/lambda-build'
import { describe, expect, it, onTestFinished } from 'vitest'

const dependencies = { '@node-rs/argon2': '2.0.2', bcrypt: '6.0.0', sharp: '0.34.4' }

const handler = `
const { hash } = require('@node-rs/argon2')
const bcrypt = require('bcrypt')
const sharp = require('sharp')
const { twice } = require('lib')
exports.handler = async () => {
  const image = await sharp({ create: { width: 2, height: 3, channels: 3, background: 'red' } }).png().toBuffer()
  const { width } = await sharp(image).metadata()
  const argon = await hash('x')
  const known = await bcrypt.compare('x', await bcrypt.hash('x', 4))
  return [width, argon.slice(0, 9), known, twice(2)].join(' ')
}
`

/** A workspace of which one folder is the function's and one is a package that it needs. */
const workspace = {
  'package.json': { name: 'root', private: true, version: '1.0.0', workspaces: ['api', 'lib', 'web'] },
  'api/package.json': { name: 'api', version: '1.0.0', dependencies: { ...dependencies, lib: '1.0.0' } },
  'api/api.js': handler,
  'lib/package.json': { name: 'lib', version: '1.0.0', main: 'i.js', dependencies: { ms: '2.1.3' } },
  'lib/i.js': 'exports.twice = (x) => 2 * x',
  'web/package.json': { name: 'web', version: '1.0.0', dependencies: { picocolors: '1.1.1' } },
}

function makeProject(files: Readonly<Record<string, unknown>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'lambda-install-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return root
}

function npm(root: string, ...parameters: readonly string[]): void {
  execFileSync('npm', parameters, { cwd: root, stdio: 'pipe' })
}

const writeNpmLock = (root: string): void =>
  npm(root, 'install', '--package-lock-only', '--ignore-scripts', '--no-audit')

const settings = { external: [], shared: [], include: [], exclude: [], allow: [], loaders: {} } as const

async function build(root: string, architecture: string, more: object = {}) {
  const unset = {
    ...settings,
    format: 'cjs',
    minify: false,
    sourceMap: false,
    where: { file: 'x.yaml', line: 1 },
  } as const
  const input: BuildInput = {
    functions: [{ logicalId: 'Api', bundle: false, directory: join(root, 'api'), ...unset, ...more }],
    template: { Api: { runtime: 'nodejs22.x', handler: 'api.handler', architecture } },
    root,
    cache: join(root, '.cache'),
    environment: {},
    childEnvironment: process.env,
  }
  const findings: Finding[] = []
  const [artifact] = await buildArtifacts(input, {
    signal: new AbortController().signal,
    emit: (notice) => notice.type === 'finding' && findings.push(notice.finding),
  })
  if (artifact === undefined) throw new TypeError('nothing was built')
  return { artifact, findings }
}

const machineCode = ({ manifest }: Artifact): readonly string[] =>
  manifest.entries.map(({ path }) => path).filter((path) => /\.(node|so[.\d]*)$/.test(path))

const packagesOf = ({ manifest }: Artifact): readonly string[] => [
  ...new Set(manifest.entries.flatMap(({ path }) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [])),
]

function run({ zip }: Artifact): string {
  const folder = mkdtempSync(join(tmpdir(), 'lambda-run-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  execFileSync('python3', ['-m', 'zipfile', '-e', zip, folder])
  const program = `require('./api.js').handler().then(console.log)`
  return execFileSync(process.execPath, ['-e', program], { cwd: folder, encoding: 'utf8' }).trim()
}

const here = process.arch === 'arm64' ? 'arm64' : 'x86_64'
const header = (process.report.getReport() as { readonly header?: { readonly glibcVersionRuntime?: string } }).header
/** Lambda's own kind of machine, but for the processor. */
const isLambdaHere = process.platform === 'linux' && header?.glibcVersionRuntime !== undefined

const expected = (cpu: string): readonly string[] => [
  `node_modules/@img/sharp-libvips-linux-${cpu}/lib/libvips-cpp.so.8.17.2`,
  `node_modules/@img/sharp-linux-${cpu}/lib/sharp-linux-${cpu}.node`,
  `node_modules/@node-rs/argon2-linux-${cpu}-gnu/argon2.linux-${cpu}-gnu.node`,
  `node_modules/bcrypt/prebuilds/linux-${cpu}/bcrypt.glibc.node`,
]

const exec = (name: string, ...parameters: readonly string[]) => [
  'exec',
  '--yes',
  `--package=${name}`,
  '--',
  ...parameters,
]

describe('the production packages of a workspace', () => {
  it.each<[string, Readonly<Record<string, unknown>>, (root: string) => void]>([
    ['npm', {}, writeNpmLock],
    [
      'pnpm 10',
      { 'pnpm-workspace.yaml': 'packages:\n  - api\n  - lib\n  - web\nlinkWorkspacePackages: true\n' },
      (root) => npm(root, ...exec('pnpm@10', 'pnpm', 'install', '--lockfile-only')),
    ],
    [
      'pnpm 9',
      {
        'package.json': { ...workspace['package.json'], packageManager: 'pnpm@9.15.9' },
        'pnpm-workspace.yaml': 'packages:\n  - api\n  - lib\n  - web\n',
        '.npmrc': 'link-workspace-packages=true\n',
      },
      (root) => npm(root, ...exec('pnpm@9.15.9', 'pnpm', 'install', '--lockfile-only')),
    ],
    [
      'Yarn 1',
      {},
      (root) => npm(root, ...exec('yarn@1.22.22', 'yarn', 'install', '--ignore-scripts', '--non-interactive')),
    ],
    [
      'Yarn 4',
      { 'yarn.lock': '' },
      (root) => npm(root, ...exec('@yarnpkg/cli-dist@4', 'yarn', 'install', '--mode=update-lockfile')),
    ],
  ])('of %s are those of its lock, for either processor, with what runs here', async (_, more, writeLock) => {
    const root = makeProject({ ...workspace, ...more })
    writeLock(root)
    const hadModules = existsSync(join(root, 'node_modules'))
    const [arm64, x64] = [await build(root, 'arm64'), await build(root, 'x86_64')]
    expect(machineCode(arm64.artifact)).toEqual(expected('arm64'))
    expect(machineCode(x64.artifact)).toEqual(expected('x64'))
    expect(packagesOf(x64.artifact)).toEqual(expect.arrayContaining(['lib', 'ms', 'semver']))
    expect(packagesOf(x64.artifact)).not.toContain('picocolors')
    expect(existsSync(join(root, 'node_modules'))).toBe(hadModules)
    if (isLambdaHere) {
      const { artifact } = here === 'arm64' ? arm64 : x64
      expect(run(artifact)).toBe('2 $argon2id true 4')
    }
  })
})

describe('external packages', () => {
  const api = `import sharp from 'sharp'\nexport const handler = async () => sharp.versions.vips`

  it('are installed from the lock for the machine, also where nothing is installed in the project', async () => {
    const root = makeProject({ 'package.json': { name: 'r', version: '1.0.0', dependencies }, 'api.ts': api })
    writeNpmLock(root)
    const bundle = { bundle: true, directory: undefined, entry: join(root, 'api.ts'), external: ['sharp'] }
    const { artifact } = await build(root, 'arm64', bundle)
    expect(machineCode(artifact)).toEqual(expected('arm64').slice(0, 2))
    expect(packagesOf(artifact)).not.toContain('bcrypt')
    expect(existsSync(join(root, 'node_modules'))).toBe(false)
  })

  it('with machine code are packed beside the bundle without being named, for a machine that is not this one', async () => {
    const root = makeProject({ 'package.json': { name: 'r', version: '1.0.0', dependencies }, 'api.ts': api })
    npm(root, 'install', '--ignore-scripts', '--no-audit')
    const other = here === 'arm64' ? 'x86_64' : 'arm64'
    const bundle = { bundle: true, directory: undefined, entry: join(root, 'api.ts') }
    const { artifact, findings } = await build(root, other, bundle)
    expect(machineCode(artifact)).toEqual(expected(other === 'arm64' ? 'arm64' : 'x64').slice(0, 2))
    expect(findings).toEqual([expect.objectContaining({ rule: 'lambda/native-external', severity: 'info' })])
  })
})

describe('machine code that cannot be had', () => {
  it('of a package that downloads it in an install script is told, with what to use instead', async () => {
    const manifest = { name: 'api', version: '1.0.0', dependencies: { 'better-sqlite3': '12.4.1' } }
    const root = makeProject({ 'api/package.json': manifest, 'api/api.js': 'exports.handler = async () => 1' })
    writeNpmLock(join(root, 'api'))
    await expect(build(root, 'arm64')).rejects.toMatchObject({
      code: 'LAMBDA_NATIVE_MISSING',
      message: expect.stringContaining('package better-sqlite3 12.4.1'),
      hint: expect.stringContaining('use node:sqlite'),
    })
  })

  it('since npm wrote the lock on another machine is told, with the way to a whole one', async () => {
    const manifest = { name: 'api', version: '1.0.0', dependencies: { '@node-rs/argon2': '2.0.2' } }
    const root = makeProject({ 'api/package.json': manifest, 'api/api.js': 'exports.handler = async () => 1' })
    writeNpmLock(join(root, 'api'))
    const file = join(root, 'api/package-lock.json')
    const lock = JSON.parse(readFileSync(file, 'utf8'))
    const kept = Object.entries(lock.packages).filter(([path]) => !/argon2-(?!linux-x64-gnu)/.test(path))
    writeFileSync(file, JSON.stringify({ ...lock, packages: Object.fromEntries(kept) }))
    await expect(build(root, 'arm64')).rejects.toMatchObject({
      code: 'LAMBDA_LOCK_UNUSABLE',
      message: expect.stringContaining('npm/cli#4828'),
    })
  })
})
