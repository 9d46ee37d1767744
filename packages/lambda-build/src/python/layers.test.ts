import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildArtifacts } from '../build/build-artifacts.ts'
import { listen, makeFolder, oneFunction } from '../build/folder.test.fixture.ts'

async function pathsOf(files: Readonly<Record<string, string>>): Promise<readonly string[] | undefined> {
  const root = makeFolder(files)
  const { functions: _functions, ...rest } = oneFunction(root)
  const code = { shared: [], include: [], exclude: [], allow: [], where: {} }
  const layer = { logicalId: 'Layer', directory: join(root, 'layer'), runtime: 'python3.12', ...code }
  const input = { ...rest, functions: [], template: {}, layers: [layer], childEnvironment: process.env }
  const [artifact] = await buildArtifacts(input, listen())
  return artifact?.manifest.entries.map(({ path }) => path)
}

describe('a Python layer', () => {
  it.each([
    ['of modules holds them under python/', { 'layer/words.py': 'x = 1' }, ['python/words.py']],
    ['that has the layout already is packed as it is', { 'layer/python/words.py': '' }, ['python/words.py']],
    [
      'that has the layout already is packed as it is, with or without __init__.py',
      { 'layer/python/__init__.py': '', 'layer/python/words.py': '' },
      ['python/__init__.py', 'python/words.py'],
    ],
    [
      'that is a package holds what is imported, not its folder src/',
      {
        'layer/src/models/__init__.py': '',
        'layer/pyproject.toml': '[project]\nname = "models"\n[build-system]\nrequires = ["hatchling"]\n',
        'layer/README.md': '',
      },
      ['python/models/__init__.py'],
    ],
    [
      'with a package that is called src keeps it',
      { 'layer/src/__init__.py': '', 'layer/pyproject.toml': '[project]\nname = "models"\n' },
      ['python/pyproject.toml', 'python/src/__init__.py'],
    ],
  ])('%s', async (_, files, paths) => {
    expect(await pathsOf(files)).toEqual(paths)
  })
})
