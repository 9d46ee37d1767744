import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeFolder, oneFunction } from '../build/folder.test.fixture.ts'
import { planJobs } from '../build/jobs.ts'
import { layerModules } from './layer-modules.ts'
import { targetOf } from './target.ts'

type Files = Readonly<Record<string, string>>

function layersOf(root: string, directory: string) {
  const { functions } = oneFunction(root)
  const { entry: _entry, ...settings } = functions[0] ?? { logicalId: '' }
  return [{ ...settings, logicalId: 'Shared', directory: join(root, directory) } as never]
}

function brings(files: Files, top: string, hasOthers = false): string {
  const root = makeFolder({ 'api.ts': '', ...files })
  const input = oneFunction(root, {}, { runtime: 'python3.13', handler: 'api.handler' })
  const job = planJobs({ ...input, functions: input.functions.map((one) => ({ ...one, entry: join(root, 'api.py') })) })
  const target = job[0] === undefined ? undefined : targetOf(job[0], { ...input, childEnvironment: {} })
  if (target === undefined) throw new Error('the function has a Python')
  return layerModules({ layers: { own: layersOf(root, 'shared'), hasOthers } }, root, target).brings(top)
}

it.each<[string, Files, string, string]>([
  ['a module in its folder', { 'shared/tools.py': '' }, 'tools', 'yes'],
  ['a package in its folder', { 'shared/tools/__init__.py': '' }, 'tools', 'yes'],
  ['a module in the layout of a layer', { 'shared/python/tools.py': '' }, 'tools', 'yes'],
  ['an installed package', { 'shared/python/lib/python3.13/site-packages/tools/__init__.py': '' }, 'tools', 'yes'],
  [
    'no package of another Python',
    { 'shared/python/lib/python3.12/site-packages/tools/__init__.py': '' },
    'tools',
    'no',
  ],
  [
    'a package that it requires',
    { 'shared/requirements.txt': 'typing-extensions==4.12.2\n' },
    'typing_extensions',
    'yes',
  ],
  ['perhaps a module of another name', { 'shared/requirements.txt': 'PyYAML==6.0.2\n' }, 'yaml', 'maybe'],
  ['nothing else', { 'shared/other.py': '' }, 'tools', 'no'],
])('a layer of the project brings %s', (_, files, top, expected) => {
  expect(brings({ 'api.py': '', ...files }, top)).toBe(expected)
})

it('a layer that nothing is known of may bring anything', () => {
  expect(brings({ 'api.py': '', 'shared/other.py': '' }, 'tools', true)).toBe('maybe')
})
