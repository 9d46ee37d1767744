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

/** What a command line prints, and the files it loads, from `node_modules` on. */
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
    .filter((url) => url.startsWith('file:'))
  rmSync(folder, { recursive: true })
  const modules = urls
    .map((url) => url.replace(/^.*node_modules\/@project-utils\//, ''))
    .filter((url) => !url.endsWith('record-modules.ts'))
  return { stdout, code: status, modules: modules.sort() }
}

it('loads these modules for --version, and no others', () => {
  const { stdout, modules } = start('--version')
  expect(stdout.trim()).toBe(manifest.version)
  expect(modules).toEqual([
    'cli/dist/check.js',
    'cli/dist/errors.js',
    'cli/dist/flags.js',
    'cli/dist/host.js',
    'cli/dist/index.js',
    'cli/dist/main.js',
    'cli/dist/nearest.js',
    'cli/dist/opening.js',
    'cli/dist/parse.js',
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
