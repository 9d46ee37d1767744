import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { beforeAll, expect, it } from 'vitest'
import { packedBin } from '../../../tools/packed.ts'
import manifest from '../package.json' with { type: 'json' }

const recorder = pathToFileURL(fileURLToPath(new URL('record-modules.ts', import.meta.url))).href

let bin: string
beforeAll(() => {
  bin = packedBin('project-deploy')
})

/** What a command line prints, and the modules it loads: those joined in the bundle's files by their own names. */
function start(...args: readonly string[]): {
  readonly stdout: string
  readonly code: number | null
  readonly modules: readonly string[]
} {
  const folder = mkdtempSync(join(tmpdir(), 'project-utils-modules-'))
  const file = join(folder, 'modules')
  const env = { PATH: process.env['PATH'] ?? '', MODULES_FILE: file }
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
    path.startsWith('dist/') ? `deploy/${path}` : path.replace(/^(\.\.\/)+(node_modules\/)?/, ''),
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
    'deploy/bin/project-deploy.js',
    'deploy/dist/cli.js',
    'deploy/dist/version.js',
  ])
})

it.each([['--help'], ['deploy', '--help'], ['help', 'destroy'], ['deply'], ['--nonsense']])(
  'loads no AWS client, no YAML parser and no schema library for %s %s',
  (...args) => {
    const { modules } = start(...args.filter((arg) => arg !== undefined))
    expect(modules.filter((url) => !/^(cli|deploy)\//.test(url))).toEqual([])
    expect(modules.length).toBeLessThanOrEqual(20)
  },
)

it('reads a configuration without an AWS client, and without the modules that build and that draw', () => {
  const project = fileURLToPath(new URL('../../../tools/bench/project/project.yaml', import.meta.url))
  const { code, modules } = start('config', '--config', project, '--env', 'local')
  expect(code).toBe(0)
  expect(modules).toContain('project/dist/parse.js')
  expect(modules.filter((url) => /^(@aws-sdk|@smithy|@esbuild|esbuild|listr2)\//.test(url))).toEqual([])
  expect(modules).not.toContain('lambda-build/dist/make.js')
})

it('names every command in its help, each with an example', () => {
  const { stdout, code } = start('--help')
  expect(code).toBe(0)
  for (const command of ['deploy', 'status', 'watch', 'config', 'bootstrap', 'destroy']) {
    expect(stdout).toContain(`  ${command} `)
    expect(start(command, '--help').stdout).toContain('Examples:')
  }
})

it('answers a wrong command line with one envelope and exit code 2', () => {
  const { stdout, code } = start('deply', '--json')
  expect(code).toBe(2)
  expect(JSON.parse(stdout)).toMatchObject({
    v: 1,
    ok: false,
    exitCode: 2,
    problems: [{ hint: expect.stringContaining('deploy') }],
  })
})
