import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { packedBin } from '../../../tools/packed.ts'

/** Loaded before the program: writes the address of every module that is loaded. */
const recorder = `import { appendFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
registerHooks({ load: (url, context, next) => { appendFileSync(process.env.MODULES_FILE, url + '\\n'); return next(url, context) } })`

let bin: string
let folder: string
beforeAll(() => {
  bin = packedBin('project-cfn')
  folder = mkdtempSync(join(tmpdir(), 'cfn-modules-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** What a command line prints, and the modules it loads: those joined in the bundle's files by their own names. */
function start(...args: readonly string[]) {
  const file = join(folder, 'modules')
  rmSync(file, { force: true })
  const env = { PATH: process.env['PATH'] ?? '', MODULES_FILE: file }
  const preload = `data:text/javascript,${encodeURIComponent(recorder)}`
  const { stdout, status } = spawnSync(process.execPath, ['--import', preload, bin, ...args], { env, encoding: 'utf8' })
  const urls = readFileSync(file, 'utf8').trimEnd().split('\n')
  const modules = urls.filter((url) => url.startsWith('file:')).flatMap(modulesIn)
  return { stdout, code: status, modules: [...new Set(modules)].sort() }
}

/** The bundler names what it joins in comments, relative to the package that has the bin. */
function modulesIn(url: string): readonly string[] {
  if (!url.includes('/bundle/')) return [url.replace(/^.*node_modules\/(@project-utils\/)?/, '')]
  const text = readFileSync(fileURLToPath(url), 'utf8')
  return [...text.matchAll(/^ *\/\/ ((?:\.\.\/|dist\/).*\.[cm]?js)$/gm)].map(([, path = '']) =>
    path.startsWith('dist/') ? `cfn/${path}` : path.replace(/^(\.\.\/)+(node_modules\/)?/, ''),
  )
}

it.each([['--version'], ['--help'], ['deploy', '--help'], ['help', 'events'], ['deply']])(
  'loads no AWS client, no YAML parser, no rule and no schema for %s %s',
  (...args) => {
    const { modules } = start(...args.filter((arg) => arg !== undefined))
    expect(modules.filter((url) => !/^(cli|cfn)\//.test(url))).toEqual([])
    expect(modules.length).toBeLessThanOrEqual(20)
  },
)

it('names every command in its help, each with an example', () => {
  const { stdout, code } = start('--help')
  expect(code).toBe(0)
  const commands = [
    'validate',
    'graph',
    'package',
    'plan',
    'deploy',
    'status',
    'events',
    'outputs',
    'list',
    'protect',
    'delete',
  ]
  for (const command of commands) {
    expect(stdout).toContain(`  ${command}`)
    expect(start(command, '--help').stdout).toContain('Examples:')
  }
})
