import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { addFiles, listen, makeFolder, oneFunction } from '../build/folder.test.fixture.ts'
import { planJobs } from '../build/jobs.ts'
import type { Making } from '../build/maker.ts'
import { handler, make, makeIn, pathsOf, rulesOf } from './make.test.fixture.ts'
import { makePython } from './make-python.ts'

describe('the sources of a function', () => {
  it('are its folder, without what tools leave there', async () => {
    const making = await make({
      'app.py': handler,
      'data/one.json': '{}',
      'data/requirements.txt': 'kept',
      'tests/test_app.py': 'import pytest',
      'requirements.txt': '# nothing\n',
      'requirements-dev.txt': 'pytest',
      'uv.lock.bak': '',
      '__pycache__/app.cpython-311.pyc': '',
      '.venv/pyvenv.cfg': '',
      'own-venv/pyvenv.cfg': '',
      'own-venv/lib/x.py': '',
      '.pytest_cache/x': '',
      Pipfile: '',
      'thing.egg-info/PKG-INFO': '',
    })
    expect(making.problems).toEqual([])
    expect(pathsOf(making)).toEqual([
      'app.py',
      'data/one.json',
      'data/requirements.txt',
      'tests/test_app.py',
      'uv.lock.bak',
    ])
  })

  it('leave out what .lambdaignore and exclude name, and bring along what include names', async () => {
    const files = {
      'app.py': handler,
      'a/x.txt': '',
      'b/x.txt': '',
      'c/x.txt': '',
      '.lambdaignore': 'a\n',
      'requirements-data.txt': '',
    }
    const making = await make(files, { settings: { exclude: ['b/**'], include: ['requirements-data.txt'] } })
    expect(pathsOf(making)).toEqual(['app.py', 'c/x.txt', 'requirements-data.txt'])
  })

  it.each([
    ['backend/register/app.py', 'app.handler', ['app.py', 'more.txt']],
    ['backend/register/app.py', 'register/app.handler', ['register/app.py', 'register/more.txt']],
    [
      'backend/register/app.py',
      'backend.register.app.handler',
      ['backend/register/app.py', 'backend/register/more.txt'],
    ],
    ['backend/pack/__init__.py', 'pack.handler', ['pack/__init__.py', 'register/app.py', 'register/more.txt']],
  ])('of the entry %s with the handler %s begin where the handler fits', async (entry, name, paths) => {
    const files = { 'backend/register/app.py': handler, 'backend/register/more.txt': '' }
    const making = await make(entry.endsWith('app.py') ? files : { ...files, [entry]: handler }, {
      settings: { entry },
      handler: name,
    })
    expect(making.problems).toEqual([])
    expect(pathsOf(making)).toEqual(expect.arrayContaining(paths))
    expect(pathsOf(making)).toHaveLength(paths.length)
  })

  it('of an entry that the handler does not name are refused', async () => {
    const { problems } = await make(
      { 'src/app.py': handler },
      { settings: { entry: 'src/app.py' }, handler: 'main.handler' },
    )
    expect(problems).toEqual([expect.objectContaining({ code: 'LAMBDA_HANDLER_MISSING' })])
  })

  it('have shared folders beside them, which can be imported', async () => {
    const files = { 'fn/app.py': `from common.text import x\n${handler}`, 'lib/common/text.py': 'x = 1' }
    const making = await make(files, { settings: { directory: 'fn', shared: ['lib/common'] } })
    expect(pathsOf(making)).toEqual(['app.py', 'common/text.py'])
    expect(rulesOf(making)).toEqual([])
  })

  it('need no handler of their own where a wrapper of a layer starts a program of theirs', async () => {
    const files = { 'run.sh': '#!/bin/sh', 'app.py': 'import json' }
    const environment = { AWS_LAMBDA_EXEC_WRAPPER: '/opt/bootstrap' }
    expect((await make(files, { handler: 'run.sh' })).problems).toMatchObject([{ code: 'LAMBDA_HANDLER_MISSING' }])
    expect((await make(files, { handler: 'run.sh', environment })).problems).toEqual([])
  })

  it('with a link that leads elsewhere are refused', async () => {
    const root = makeFolder({ 'fn/app.py': handler })
    symlinkSync(makeFolder({ 'secret.txt': 'x' }), join(root, 'fn/out'))
    expect((await makeIn(root, { directory: 'fn' })).problems).toEqual([
      expect.objectContaining({ code: 'ARTIFACT_LINK_INVALID' }),
    ])
  })

  it('hold neither the cache nor the wheels that are installed from', async () => {
    const files = {
      'app.py': handler,
      'requirements.txt': '-f wheels\n',
      'wheels/x-1-py3-none-any.whl': '',
      '.cache/x': '',
    }
    expect(pathsOf(await make(files))).toEqual(['app.py'])
  })

  it('have local packages beside them that their requirements name', async () => {
    const files = {
      'fn/app.py': `import ours, flat\n${handler}`,
      'fn/requirements.txt': '-e ../parts/ours\n../parts/flat\n-e .\n',
      'parts/ours/pyproject.toml': '[project]\nname = "ours"\n',
      'parts/ours/src/ours/__init__.py': '',
      'parts/ours/tests/test_ours.py': '',
      'parts/flat/flat.py': '',
      'parts/flat/setup.py': '',
    }
    const making = await make(files, { settings: { directory: 'fn' } })
    expect(making.problems).toEqual([])
    expect(pathsOf(making)).toEqual(['app.py', 'flat.py', 'ours/__init__.py'])
    expect(rulesOf(making)).toEqual([])
  })
})

describe('a layer', () => {
  const layer = async (files: Readonly<Record<string, string>>): Promise<Making> => {
    const root = makeFolder(files)
    const code = { shared: [], include: [], exclude: [], allow: [], where: {} }
    const layers = [{ logicalId: 'Shared', directory: join(root, 'layer'), runtime: 'python3.11', ...code }]
    const input = { ...oneFunction(root), functions: [], template: {}, layers }
    return await makePython(planJobs(input), { ...input, childEnvironment: process.env }, listen())
  }

  it('has its sources under python/, where functions import them from', async () => {
    expect(pathsOf(await layer({ 'layer/tools/__init__.py': '', 'layer/requirements.txt': '# none\n' }))).toEqual([
      'python/tools/__init__.py',
    ])
  })

  it('that has that layout already keeps it', async () => {
    expect(pathsOf(await layer({ 'layer/python/tools.py': '', 'layer/bin/run': '' }))).toEqual([
      'bin/run',
      'python/tools.py',
    ])
  })

  it('is refused for a syntax error in any of its sources', async () => {
    expect((await layer({ 'layer/tools.py': 'def (' })).problems).toEqual([
      expect.objectContaining({ code: 'LAMBDA_BUILD_FAILED' }),
    ])
  })
})

describe('the packages', () => {
  it('of a member of a workspace are those of its lock, and other members come along as sources', async () => {
    const member = (name: string, needs: string): string =>
      `[[package]]\nname = "${name}"\nversion = "0.1"\nsource = { virtual = "parts/${name}" }\ndependencies = [${needs}]\n`
    const making = await make(
      {
        'uv.lock': `version = 1\n${member('one', '{ name = "two" }')}${member('two', '')}`,
        'parts/one/pyproject.toml': '[project]\nname = "one"\ndependencies = ["two"]\n',
        'parts/one/app.py': `import two\n${handler}`,
        'parts/two/two/__init__.py': '',
      },
      { settings: { directory: 'parts/one' } },
    )
    expect(making.problems).toEqual([])
    expect(pathsOf(making)).toEqual(['app.py', 'pyproject.toml', 'two/__init__.py'])
    expect(rulesOf(making)).toEqual([])
  })

  it('are none where the configuration says so, whatever stands in the folder or above it', async () => {
    const root = makeFolder({ 'f/app.py': handler, 'uv.lock': 'of another', 'f/requirements.txt': './packages/gone' })
    const { made, problems } = await makeIn(root, { directory: 'f', requirements: 'none' })
    expect(problems).toEqual([])
    expect(made.size).toBe(1)
  })

  it('of Poetry without a lock are refused with the command that makes one', async () => {
    const manifest = '[tool.poetry.dependencies]\npython = "^3.11"\nrequests = "*"\n'
    const { problems } = await make({ 'app.py': handler, 'pyproject.toml': manifest })
    expect(problems).toEqual([expect.objectContaining({ code: 'LAMBDA_REQUIREMENTS_INVALID', hint: 'poetry lock' })])
  })

  it.each([
    ['uv.lock', '[[package'],
    ['poetry.lock', 'package = 1 = 2'],
    ['Pipfile.lock', '{'],
    ['pyproject.toml', '[['],
  ])('of a broken %s are refused by its name', async (name, text) => {
    const { problems } = await make({ 'app.py': handler, [name]: text })
    expect(problems).toEqual([
      expect.objectContaining({
        code: 'LAMBDA_REQUIREMENTS_INVALID',
        message: expect.stringContaining(`${name} cannot be read`),
      }),
    ])
  })

  it('need neither uv nor pip where there are none', async () => {
    const root = makeFolder({ 'app.py': handler })
    mkdirSync(join(root, 'empty'))
    const input = oneFunction(root, { directory: root }, { runtime: 'python3.11', handler: 'app.handler' })
    const { entry: _entry, ...build } = input.functions[0] ?? { logicalId: 'Api' }
    const jobs = planJobs({ ...input, functions: [build as (typeof input.functions)[number]] })
    const making = await makePython(jobs, { ...input, childEnvironment: { PATH: join(root, 'empty') } }, listen())
    expect(making.problems).toEqual([])
    expect(rulesOf(making)).toEqual(['lambda/handler-unproven'])
  })

  it('cannot be installed without uv and Python, and that is said', async () => {
    const root = makeFolder({ 'app.py': handler, 'requirements.txt': 'idna==3.10\n' })
    addFiles(root, { 'empty/x': '' })
    const input = oneFunction(root, { directory: root }, { runtime: 'python3.11', handler: 'app.handler' })
    const { entry: _entry, ...build } = input.functions[0] ?? { logicalId: 'Api' }
    const jobs = planJobs({ ...input, functions: [build as (typeof input.functions)[number]] })
    const { problems } = await makePython(jobs, { ...input, childEnvironment: { PATH: join(root, 'empty') } }, listen())
    expect(problems).toEqual([expect.objectContaining({ code: 'LAMBDA_INSTALLER_MISSING' })])
  })
})
