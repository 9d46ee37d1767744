import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { sdist, wheel } from './archives.ts'
import { type BadCase, inConfiguration, type Tree } from './case.ts'

const app = 'def handler(event, context):\n    return 1\n'
const template = { Api: { Runtime: 'python3.11', Handler: 'app.handler' } }

function python(files: Tree['files'], settings: object = {}): Tree {
  return { functions: { Api: { directory: 'code', ...settings } }, template, files: { 'code/app.py': app, ...files } }
}
/** Requirements that only wheels of a folder beside can answer. */
function wheels(lines: string, folder: Readonly<Record<string, Uint8Array>>): Tree {
  const placed = Object.entries(folder).map(([name, bytes]) => [`wheels/${name}`, bytes])
  return python({
    'code/requirements.txt': `--no-index\n--find-links ../wheels\n${lines}\n`,
    'wheels/none.txt': '',
    ...Object.fromEntries(placed),
  })
}

const good = { 'tiny-1.0-py3-none-any.whl': wheel('tiny', {}) }

/** A Python function that is right, and needs a package. */
export const rightPython: Tree = wheels('tiny==1.0', good)

function requirements(name: string, text: string, message: RegExp, hint: RegExp): BadCase {
  return {
    name,
    ...python({ 'code/requirements.txt': text }),
    exit: 2,
    told: [{ code: 'LAMBDA_REQUIREMENTS_INVALID', message, hint, where: /^code\/requirements\.txt:\d+/ }],
    mend: { files: { 'code/requirements.txt': '# nothing\n' } },
  }
}

/** What is wrong in Python functions and the packages that they need. */
export const pythonCases: readonly BadCase[] = [
  {
    name: 'a syntax error in Python',
    ...python({ 'code/app.py': 'def handler(event, context):\n    return (1\n' }),
    exit: 1,
    told: [
      {
        code: 'LAMBDA_BUILD_FAILED',
        message: /code\/app\.py:2: .*never closed/,
        hint: /Python 3\.11/,
        where: /^code\/app\.py:2/,
      },
    ],
    mend: { files: { 'code/app.py': app } },
  },
  {
    name: 'a handler that its Python module lacks',
    ...python({ 'code/app.py': 'def main(event, context):\n    return 1\n' }),
    exit: 2,
    told: [
      {
        code: 'LAMBDA_HANDLER_MISSING',
        message: /app\.handler, and code\/app\.py defines main/,
        hint: /app\.main/,
        where: /^code\/app\.py/,
      },
    ],
    mend: { template: { Api: { Handler: 'app.main' } } },
  },
  {
    name: 'a Python module that is not there',
    ...python({ 'code/app.py': null, 'code/src/app.py': app }),
    exit: 2,
    told: [
      { code: 'LAMBDA_HANDLER_MISSING', message: /no app\.py/, hint: /src\/app\.handler/, where: inConfiguration },
    ],
    mend: { template: { Api: { Handler: 'src/app.handler' } } },
  },
  {
    name: 'an async handler in Python',
    ...python({ 'code/app.py': 'async def handler(event, context):\n    return 1\n' }),
    exit: 2,
    told: [
      { code: 'LAMBDA_HANDLER_STYLE', message: /handler is async/, hint: /asyncio\.run/, where: /^code\/app\.py:1/ },
    ],
    mend: { files: { 'code/app.py': app } },
  },
  {
    name: 'a handler of one parameter in Python',
    ...python({ 'code/app.py': 'def handler(event):\n    return 1\n' }),
    exit: 2,
    told: [
      {
        code: 'LAMBDA_HANDLER_STYLE',
        message: /event and context/,
        hint: /def handler\(event, context\)/,
        where: /^code\/app\.py:1/,
      },
    ],
  },
  requirements(
    'a further requirements file that is not there',
    '-r base.txt\n',
    /-r base\.txt.*no file base\.txt/,
    /path/,
  ),
  requirements(
    'a package from version control',
    'tiny @ git+https://example.org/tiny.git\n',
    /tiny comes from version control/,
    /wheel/,
  ),
  requirements('a folder that is no package', './lib/tiny\n', /there is no \.\/lib\/tiny/, /./),
  requirements('an option that no installer has', '--find-link wheels\n', /--find-link wheels.*not known/, /remove/),
  requirements(
    'an archive of sources',
    'https://example.org/tiny-1.0.tar.gz\n',
    /tiny-1\.0\.tar\.gz is no wheel/,
    /wheel/,
  ),
  {
    name: 'a requirements file that cannot be read',
    ...python({ 'code/requirements.txt': 'tiny==1.0\n' }),
    arrange: (root) => chmodSync(join(root, 'code/requirements.txt'), 0),
    withoutRights: true,
    exit: 1,
    told: [
      {
        code: 'ARTIFACT_FILE_UNREADABLE',
        message: /code\/requirements\.txt could not be read: permission/,
        hint: /let this user/,
      },
    ],
    mend: { files: { 'code/requirements.txt': null } },
  },
  {
    name: 'a Python source that cannot be read',
    ...python({ 'code/lib.py': '' }),
    arrange: (root) => chmodSync(join(root, 'code/lib.py'), 0),
    withoutRights: true,
    exit: 1,
    told: [{ code: 'ARTIFACT_FILE_UNREADABLE', message: /code\/lib\.py .*permission/, hint: /./ }],
    mend: { arrange: (root) => chmodSync(join(root, 'code/lib.py'), 0o644) },
  },
  {
    name: 'a requirements file that is named and not there',
    ...python({}, { requirements: 'code/needs.txt' }),
    exit: 2,
    told: [{ code: 'PROJECT_PATH_MISSING', message: /needs\.txt/, hint: /./, where: inConfiguration }],
  },
  {
    name: 'a uv.lock that is no TOML',
    ...python({
      'code/uv.lock': 'version = 1\n[[package]\nname = "tiny"\n',
      'code/pyproject.toml': '[project]\nname = "api"\n',
    }),
    exit: 2,
    told: [
      {
        code: 'LAMBDA_REQUIREMENTS_INVALID',
        message: /code\/uv\.lock.*cannot be read/,
        hint: /uv lock/,
        where: /^code\/uv\.lock/,
      },
    ],
    mend: { files: { 'code/uv.lock': null } },
  },
  {
    name: 'a uv.lock that is older than pyproject.toml',
    ...python({
      'code/uv.lock':
        'version = 1\nrequires-python = ">=3.11"\n\n[[package]]\nname = "api"\nversion = "1.0"\nsource = { virtual = "." }\n',
      'code/pyproject.toml':
        '[project]\nname = "api"\nversion = "1.0"\nrequires-python = ">=3.11"\ndependencies = ["tiny"]\n',
    }),
    exit: 2,
    told: [{ code: 'LAMBDA_REQUIREMENTS_INVALID', message: /stale.*tiny/, hint: /uv lock/, where: /^code\/uv\.lock/ }],
    mend: { files: { 'code/pyproject.toml': '[project]\nname = "api"\nversion = "1.0"\n' } },
  },
  {
    name: 'a poetry.lock in the middle of a merge',
    ...python({
      'code/poetry.lock': '<<<<<<< HEAD\n[[package]]\nname = "tiny"\n=======\n',
      'code/pyproject.toml': '[tool.poetry]\nname = "api"\n',
    }),
    exit: 2,
    told: [
      {
        code: 'LAMBDA_REQUIREMENTS_INVALID',
        message: /code\/poetry\.lock.*merge/,
        hint: /poetry lock/,
        where: /^code\/poetry\.lock/,
      },
    ],
    mend: { files: { 'code/poetry.lock': null } },
  },
  {
    name: 'Python without a runtime',
    functions: { Api: { entry: 'code/app.py', handler: 'app.handler' } },
    files: { 'code/app.py': app, 'template.yaml': { Resources: { Topic: { Type: 'AWS::SNS::Topic' } } } },
    exit: 2,
    told: [
      {
        code: 'LAMBDA_RUNTIME_UNSUPPORTED',
        message: /is Python, and names no runtime/,
        hint: /python3\.13/,
        where: inConfiguration,
      },
    ],
    mend: { functions: { Api: { entry: 'code/app.py', handler: 'app.handler', runtime: 'python3.13' } } },
  },
  {
    name: 'a package without a wheel for the machine',
    ...wheels('tiny==1.0', { 'tiny-1.0-cp311-cp311-win_amd64.whl': wheel('tiny', {}, 'cp311-cp311-win_amd64') }),
    exit: 2,
    told: [
      {
        code: 'LAMBDA_WHEEL_MISSING',
        message: /tiny==1\.0 has no wheel for Python 3\.11/,
        hint: /pip wheel/,
        where: inConfiguration,
      },
    ],
    mend: wheels('tiny==1.0', good),
  },
  {
    name: 'a package that is there as sources alone',
    ...wheels('tiny==1.0', { 'tiny-1.0.tar.gz': sdist('tiny') }),
    exit: 2,
    told: [
      {
        code: 'LAMBDA_WHEEL_MISSING',
        message: /tiny==1\.0 has no wheel.*nothing is compiled/,
        hint: /pip wheel/,
        where: inConfiguration,
      },
    ],
    mend: wheels('tiny==1.0', good),
  },
  {
    name: 'a package that the index does not have',
    ...wheels('tyni==1.0', good),
    exit: 1,
    told: [{ code: 'LAMBDA_INSTALL_FAILED', message: /tyni/, hint: /name/, where: inConfiguration }],
    mend: wheels('tiny==1.0', good),
  },
  {
    name: 'a version that the index does not have',
    ...wheels('tiny==2.0', good),
    exit: 1,
    told: [{ code: 'LAMBDA_INSTALL_FAILED', message: /tiny==2\.0/, hint: /version/, where: inConfiguration }],
    mend: wheels('tiny==1.0', good),
  },
  {
    name: 'a wheel with other bytes than its hash says',
    ...wheels(`tiny==1.0 --hash=sha256:${'0'.repeat(64)}`, good),
    exit: 1,
    told: [{ code: 'LAMBDA_INSTALL_FAILED', message: /tiny.*hash/, hint: /lock/, where: inConfiguration }],
    mend: wheels('tiny==1.0', good),
  },
  {
    name: 'a wheel that is no archive',
    ...wheels('tiny==1.0', { 'tiny-1.0-py3-none-any.whl': Buffer.from('PK not a wheel') }),
    exit: 1,
    told: [{ code: 'LAMBDA_INSTALL_FAILED', message: /tiny/, hint: /./, where: inConfiguration }],
    mend: wheels('tiny==1.0', good),
  },
  {
    name: 'a wheel that would write outside of its folder',
    ...wheels('tiny==1.0', { 'tiny-1.0-py3-none-any.whl': wheel('tiny', { '../../escaped.txt': 'x' }) }),
    exit: 1,
    told: [{ code: 'LAMBDA_WHEEL_UNSAFE', message: /escaped\.txt/, hint: /do not use/, where: inConfiguration }],
    mend: wheels('tiny==1.0', good),
  },
  {
    name: 'an index that cannot be reached',
    ...python({ 'code/requirements.txt': 'tiny==1.0\n' }),
    environment: { UV_DEFAULT_INDEX: 'http://user:hunter2@127.0.0.1:9/simple', UV_HTTP_RETRIES: '0' },
    exit: 1,
    told: [
      {
        code: 'LAMBDA_INSTALL_FAILED',
        message: /^(?!.*hunter2).*index cannot be reached/,
        hint: /network/,
        where: inConfiguration,
      },
    ],
    mend: wheels('tiny==1.0', good),
  },
]

const layer = { Type: 'AWS::Lambda::LayerVersion', Content: 'layer', CompatibleRuntimes: ['nodejs24.x'] }
const withLayer = { functions: {}, template: { Api: {}, Shared: layer }, layers: { Shared: { directory: 'layer' } } }

/** Layers that cannot be made. */
export const layerCases: readonly BadCase[] = [
  {
    name: 'a layer that no template declares',
    ...withLayer,
    layers: { Shraed: { directory: 'layer' } },
    files: { 'layer/nodejs/node_modules/one/index.js': '' },
    exit: 2,
    told: [{ code: 'LAMBDA_LAYER_ABSENT', message: /Shraed/, hint: /declare Shared/, where: inConfiguration }],
    mend: { layers: { Shared: { directory: 'layer' } } },
  },
  {
    name: 'the folder of a layer that is not there',
    ...withLayer,
    exit: 2,
    told: [{ code: 'PROJECT_PATH_MISSING', message: /layer/, hint: /./, where: inConfiguration }],
  },
  {
    name: 'a layer that is empty',
    ...withLayer,
    files: { 'layer/.gitkeep': '' },
    exit: 2,
    told: [
      {
        code: 'LAMBDA_ARTIFACT_EMPTY',
        message: /Shared: .*nothing to pack/,
        hint: /layer's files/,
        where: inConfiguration,
      },
    ],
    mend: { files: { 'layer/nodejs/node_modules/one/index.js': '' } },
  },
  {
    name: 'a layer of another architecture than its template says',
    ...withLayer,
    template: { Api: {}, Shared: { ...layer, CompatibleArchitectures: ['arm64'] } },
    layers: { Shared: { directory: 'layer', architecture: 'x86_64' } },
    files: { 'layer/nodejs/node_modules/one/index.js': '' },
    exit: 2,
    told: [{ code: 'LAMBDA_CONTRADICTION', message: /x86_64.*arm64/, hint: /./, where: inConfiguration }],
    mend: { layers: { Shared: { directory: 'layer' } } },
  },
  {
    name: 'a layer whose packages no lock file pins',
    ...withLayer,
    files: { 'layer/package.json': { name: 'layer', dependencies: { zod: '4' } } },
    exit: 2,
    told: [
      {
        code: 'LAMBDA_LOCK_MISSING',
        message: /layer\/package\.json/,
        hint: /npm install --package-lock-only/,
        where: inConfiguration,
      },
    ],
    mend: { files: { 'layer/package.json': null, 'layer/nodejs/node_modules/one/index.js': '' } },
  },
]
