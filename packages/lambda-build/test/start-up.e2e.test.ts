import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { beforeAll, expect, it } from 'vitest'
import { packedBin } from '../../../tools/packed.ts'
import manifest from '../package.json' with { type: 'json' }

const recorder = pathToFileURL(fileURLToPath(new URL('../../deploy/test/record-modules.ts', import.meta.url))).href

let bin: string
beforeAll(() => {
  bin = packedBin('project-lambda')
})

/** What a command line prints, and the modules it loads: those joined in the bundle's files by their own names. */
function start(...args: readonly string[]): {
  readonly stdout: string
  readonly code: number | null
  readonly modules: readonly string[]
} {
  const folder = mkdtempSync(join(tmpdir(), 'project-utils-modules-'))
  const file = join(folder, 'modules')
  const env = { PATH: process.env['PATH'] ?? '', MODULES_FILE: file, AWS_EC2_METADATA_DISABLED: 'true' }
  const { stdout, status } = spawnSync(process.execPath, ['--import', recorder, bin, ...args], {
    env,
    encoding: 'utf8',
  })
  const urls = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .filter((url) => url.startsWith('file:') && !url.endsWith('record-modules.ts'))
  rmSync(folder, { recursive: true })
  return { stdout, code: status, modules: [...new Set(urls.flatMap(modulesIn))].sort() }
}

/** The bundler names what it joins in comments, relative to the package that has the bin. */
function modulesIn(url: string): readonly string[] {
  if (!url.includes('/bundle/')) return [url.replace(/^.*node_modules\/(@project-utils\/)?/, '')]
  const text = readFileSync(fileURLToPath(url), 'utf8')
  return [...text.matchAll(/^ *\/\/ ((?:\.\.\/|dist\/).*\.[cm]?js)$/gm)].map(([, path = '']) =>
    path.startsWith('dist/') ? `lambda-build/${path}` : path.replace(/^(\.\.\/)+(node_modules\/)?/, ''),
  )
}

it('loads these modules for --version, and no others', () => {
  const { stdout, modules } = start('--version')
  expect(stdout.trim()).toBe(manifest.version)
  expect(modules).toEqual([
    'cli/dist/check.js',
    'cli/dist/child-environment.js',
    'cli/dist/errors.js',
    'cli/dist/flags.js',
    'cli/dist/host.js',
    'cli/dist/main.js',
    'cli/dist/nearest.js',
    'cli/dist/opening.js',
    'cli/dist/parse.js',
    'cli/dist/selection.js',
    'lambda-build/bin/project-lambda.js',
    'lambda-build/dist/cli.js',
    'lambda-build/dist/commands.js',
    'lambda-build/dist/version.js',
  ])
})

it.each([['--help'], ['build', '--help'], ['help', 'publish'], ['biuld'], ['--nonsense']])(
  'loads no AWS client, no YAML parser and no schema library for %s %s',
  (...args) => {
    const { modules } = start(...args.filter((arg) => arg !== undefined))
    expect(modules.filter((url) => !/^(cli|lambda-build)\//.test(url))).toEqual([])
    expect(modules.length).toBeLessThanOrEqual(20)
  },
)

it('tells why without an AWS client, and without the modules that build and that draw', () => {
  const project = fileURLToPath(new URL('../../../tools/tiny/project.yaml', import.meta.url))
  const { code, modules } = start('why', '--config', project)
  expect(code).toBe(0)
  expect(modules).toContain('project/dist/parse.js')
  expect(modules.filter((url) => /^(@aws-sdk|@smithy|@esbuild|esbuild|listr2)\//.test(url))).toEqual([])
  expect(modules).not.toContain('lambda-build/dist/build/make.js')
})

it('lists the half that lies on this machine where nobody may look at the account', () => {
  const project = fileURLToPath(new URL('../../../tools/tiny/project.yaml', import.meta.url))
  const { code, stdout } = start('list', '--config', project, '--env', 'staging', '--json')
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    data: [{ logicalId: 'HelloFunction', deployed: 'unknown', runtime: 'nodejs24.x', memory: 128 }],
    findings: [{ rule: 'lambda/not-looked' }],
  })
})

it('names every command in its help, each with an example', () => {
  const { stdout, code } = start('--help')
  expect(code).toBe(0)
  for (const command of ['build', 'package', 'upload', 'publish', 'list', 'diff', 'invoke', 'why', 'doctor']) {
    expect(stdout).toContain(`  ${command} `)
    expect(start(command, '--help').stdout).toContain('Examples:')
  }
})

it('answers a wrong command line with one envelope and exit code 2', () => {
  const { stdout, code } = start('biuld', '--json')
  expect(code).toBe(2)
  expect(JSON.parse(stdout)).toMatchObject({
    v: 1,
    ok: false,
    exitCode: 2,
    problems: [{ hint: expect.stringContaining('build') }],
  })
})
