import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadProject } from './load-project.ts'
import { head, makeFolder, refusalOf } from './sample.test.fixture.ts'

const named = (name: string): string => head.replace('shop', name).replace('\n', '\nsource: ..\n')

const loadIn = async (
  files: Readonly<Record<string, string>>,
  below: string,
  options: { project?: string; config?: string } = {},
) => {
  const folder = makeFolder(files)
  mkdirSync(join(folder, below), { recursive: true })
  return await loadProject({ cwd: join(folder, below), ...options })
}

test.each([
  ['project.yaml in a folder above', { 'project.yaml': head }, 'a/b', {}, 'shop'],
  [
    'project.yaml above before config/ here',
    { 'project.yaml': head, 'a/config/other.yaml': named('other') },
    'a',
    {},
    'shop',
  ],
  ['the only project in config/ of a folder above', { 'config/one.yaml': named('one') }, 'a/b', {}, 'one'],
  [
    'the only project among other files',
    { 'config/one.yaml': named('one'), 'config/log.yaml': 'level: debug\n' },
    '.',
    {},
    'one',
  ],
  [
    'the named project in config/',
    { 'config/one.yaml': named('one'), 'config/two.yaml': named('two') },
    'a',
    { project: 'two' },
    'two',
  ],
  [
    'the named project although project.yaml is another',
    { 'project.yaml': head, 'config/two.yaml': named('two') },
    '.',
    { project: 'two' },
    'two',
  ],
  [
    'project.yaml if it is the named one',
    { 'project.yaml': head, 'config/two.yaml': named('two') },
    '.',
    { project: 'shop' },
    'shop',
  ],
  [
    'the file of --config, whatever else is there',
    { 'project.yaml': head, 'config/two.yaml': named('two') },
    '.',
    { config: 'config/two.yaml' },
    'two',
  ],
] as const)('finds %s', async (_, files, below, options, name) => {
  expect((await loadIn(files, below, options)).project.name).toBe(name)
})

test.each([
  [
    'several projects',
    { 'config/one.yaml': named('one'), 'config/two.yaml': named('two') },
    {},
    'PROJECT_CONFIG_AMBIGUOUS',
    /--project one/,
  ],
  [
    'an unknown project',
    { 'config/one.yaml': named('one'), 'config/two.yaml': named('two') },
    { project: 'tow' },
    'PROJECT_CONFIG_NOT_FOUND',
    /"two"/,
  ],
  [
    'a project beside project.yaml of another',
    { 'project.yaml': head },
    { project: 'shopp' },
    'PROJECT_CONFIG_NOT_FOUND',
    /"shop"/,
  ],
  ['a name that is a path', { 'project.yaml': head }, { project: '../shop' }, 'PROJECT_NAME_INVALID', /--config/],
  ['nothing at all', {}, {}, 'PROJECT_CONFIG_NOT_FOUND', /--config/],
  ['project.yml', { 'project.yml': head }, {}, 'PROJECT_CONFIG_NOT_FOUND', /mv project\.yml project\.yaml/],
  [
    'a file of another project',
    { 'config/one.yaml': named('other') },
    { project: 'one' },
    'PROJECT_NAME_MISMATCH',
    /--project other/,
  ],
] as const)('refuses %s', async (_, files, options, code, hint) => {
  const refusal = await refusalOf(loadIn(files, '.', options))
  expect(refusal.code).toBe(code)
  expect(refusal.hint).toMatch(hint)
})

test('lists the projects that it finds', async () => {
  const refusal = await refusalOf(loadIn({ 'config/b.yaml': named('b'), 'config/a.yaml': named('a') }, '.'))
  expect(refusal.message).toContain('a, b')
})
