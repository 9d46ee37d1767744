import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { CreateFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import type { Finding } from '@project-utils/contract'
import { type Artifact, buildArtifacts, hostMachine } from '@project-utils/lambda-build'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'

type Input = Parameters<typeof buildArtifacts>[0]
type Files = Readonly<Record<string, string>>

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'lambda-build-python-')))
const cache = join(folder, 'cache')
let counter = 0

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const hashes = {
  idna: ['946d195a0d259cbba61165e88e65941f16e9b36ea6ddb97f00452bae8b1287d3'],
  markupsafe: [
    '1c99d261bd2d5f6b59325c92c73df481e05e57f19837bdca8413b9eac4bd8028',
    'e17c96c14e19278594aa4841ec148115f9c7615a47382ecb6b82bd8fea3ab0c8',
  ],
} as const
const versions = { idna: '3.10', markupsafe: '3.0.2' } as const
const names = ['idna', 'markupsafe'] as const

const app = `import idna
import markupsafe

def handler(event, context):
    speedy = markupsafe._escape_inner.__module__
    return {"idna": idna.encode("ä").decode(), "text": str(markupsafe.escape("<")), "speedy": speedy}
`

const requirements = names
  .map((name) => `${name}==${versions[name]}${hashes[name].map((hash) => ` --hash=sha256:${hash}`).join('')}\n`)
  .join('')

const uvLock = `version = 1
[[package]]
name = "app"
version = "0.1.0"
source = { virtual = "." }
dependencies = [{ name = "idna" }, { name = "markupsafe" }, { name = "tomli", marker = "python_full_version < '3.11'" }]
${names
  .map(
    (name) => `[[package]]
name = "${name}"
version = "${versions[name]}"
source = { registry = "https://pypi.org/simple" }
wheels = [${hashes[name].map((hash) => `{ url = "https://example.org/x.whl", hash = "sha256:${hash}" }`).join(', ')}]
`,
  )
  .join('')}`

const poetryLock = names
  .map(
    (name) => `[[package]]
name = "${name}"
version = "${versions[name]}"
optional = false
python-versions = ">=3.8"
groups = ["main"]
files = [${hashes[name].map((hash) => `{ file = "x.whl", hash = "sha256:${hash}" }`).join(', ')}]
`,
  )
  .join('')

const pipfileLock = JSON.stringify({
  default: Object.fromEntries(
    names.map((name) => [
      name,
      { version: `==${versions[name]}`, hashes: hashes[name].map((hash) => `sha256:${hash}`) },
    ]),
  ),
})

const kinds = {
  'requirements.txt': requirements,
  'uv.lock': uvLock,
  'poetry.lock': poetryLock,
  'Pipfile.lock': pipfileLock,
} as const

interface Wanted {
  readonly runtime?: string
  readonly architecture?: string
  readonly handler?: string
  readonly directory?: string
  readonly shared?: readonly string[]
  readonly exclude?: readonly string[]
  readonly ids?: readonly string[]
  readonly childEnvironment?: Readonly<Record<string, string | undefined>>
  readonly local?: NonNullable<Input['local']>
  readonly cache?: string
}

interface Built {
  readonly root: string
  readonly artifacts: readonly Artifact[]
  readonly findings: readonly Finding[]
}

function project(files: Files): string {
  counter += 1
  const root = join(folder, `project-${counter}`)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

async function build(root: string, wanted: Wanted = {}): Promise<Built> {
  const { runtime = 'python3.12', architecture = 'arm64', handler = 'app.handler', ids = ['Api'] } = wanted
  const code = { include: [], allow: [], loaders: {}, external: [], exclude: wanted.exclude ?? [] }
  const settings = { ...code, bundle: true, format: 'cjs', minify: true, sourceMap: false, where: {} } as const
  const shared = (wanted.shared ?? []).map((path) => join(root, path))
  const input: Input = {
    functions: ids.map((logicalId) => ({
      logicalId,
      directory: join(root, wanted.directory ?? '.'),
      ...settings,
      shared,
    })),
    template: Object.fromEntries(ids.map((id) => [id, { runtime, architecture, handler }])),
    root,
    cache: wanted.cache ?? cache,
    environment: {},
    childEnvironment: wanted.childEnvironment ?? process.env,
    ...(wanted.local === undefined ? {} : { local: wanted.local }),
  }
  const findings: Finding[] = []
  const artifacts = await buildArtifacts(input, {
    signal: new AbortController().signal,
    emit: (notice) => {
      if (notice.type === 'finding') findings.push(notice.finding)
    },
  })
  return { root, artifacts, findings }
}

const paths = ({ artifacts }: Built): readonly string[] => artifacts[0]?.manifest.entries.map(({ path }) => path) ?? []

describe('packages for another machine', () => {
  it.each([
    ['arm64', 'aarch64'],
    ['x86_64', 'x86_64'],
  ])(
    'are the wheels of its architecture (%s), whatever names them, and give one artifact',
    async (architecture, cpu) => {
      const all: Built[] = []
      for (const [name, text] of Object.entries(kinds)) {
        all.push(await build(project({ 'app.py': app, [name]: text }), { architecture }))
      }
      expect(new Set(all.map(({ artifacts }) => artifacts[0]?.manifest.sha256)).size).toBe(1)
      expect(new Set(all.map(({ artifacts }) => artifacts[0]?.codeSha256)).size).toBe(1)
      const [first] = all
      if (first === undefined) throw new Error('nothing was built')
      expect(paths(first)).toContain(`markupsafe/_speedups.cpython-312-${cpu}-linux-gnu.so`)
      expect(paths(first)).toContain('idna-3.10.dist-info/METADATA')
      expect(paths(first).filter((path) => /RECORD|INSTALLER|REQUESTED|__pycache__|^bin\/|\.lock$/.test(path))).toEqual(
        [],
      )
      expect(first.findings).toEqual([])
    },
  )

  it('are the same when pip installs them', async () => {
    const bin = join(folder, 'pip-only')
    const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim()
    mkdirSync(bin)
    const script = `#!/bin/sh\ncase "$*" in *uv-requirements.txt*) exit 1;; esac\nexec "${python}" "$@"\n`
    writeFileSync(join(bin, 'python3'), script)
    chmodSync(join(bin, 'python3'), 0o755)
    const root = project({ 'app.py': app, 'uv.lock': uvLock })
    const byPip = await build(root, {
      childEnvironment: { ...process.env, PATH: bin },
      cache: join(folder, 'pip-cache'),
    })
    const byUv = await build(root)
    expect(readdirSync(join(folder, 'pip-cache', 'tools'))).toEqual([])
    expect(byPip.artifacts[0]?.manifest.sha256).toBe(byUv.artifacts[0]?.manifest.sha256)
  })

  it('are installed once for all functions that share them, and not again where only sources change', async () => {
    const root = project({ 'app.py': app, 'requirements.txt': `# own\n${requirements}` })
    const own = join(folder, 'own-cache')
    const wanted = { ids: ['One', 'Two', 'Three'], cache: own }
    await build(root, wanted)
    expect(readdirSync(join(own, 'python'))).toHaveLength(1)
    writeFileSync(join(root, 'app.py'), `${app}# changed\n`)
    const again = await build(root, {
      ...wanted,
      childEnvironment: { ...process.env, UV_OFFLINE: '1', UV_NO_CACHE: '1' },
    })
    expect(again.artifacts.map(({ reused }) => reused)).toEqual([false, false, false])
  })

  it('are told where their versions are open, and where the SDK weighs', async () => {
    const files = { 'app.py': 'import boto3\ndef handler(event, context): pass\n', 'requirements.txt': 'boto3\n' }
    const { findings } = await build(project(files))
    expect(findings.map(({ rule }) => rule)).toEqual(['lambda/requirements-open', 'lambda/sdk-packed'])
    const slim = await build(project(files), { exclude: ['boto3/**', 'botocore/**'] })
    expect(paths(slim).filter((path) => /^boto(3|core)\//.test(path))).toEqual([])
  })

  it('are installed by our uv where the project works with another one', async () => {
    const manifest = '[project]\nname = "app"\n[tool.uv]\nrequired-version = "==0.1.0"\n'
    const built = await build(
      project({ 'app.py': app, 'pyproject.toml': manifest, 'requirements.txt': requirements }),
      {
        cache: join(folder, 'required-cache'),
      },
    )
    expect(paths(built)).toContain('idna/__init__.py')
  })

  it('stay where patterns choose among the sources', async () => {
    const files = { 'app.py': app, 'docs/index.md': '', 'requirements.txt': requirements }
    const chosen = paths(await build(project(files), { exclude: ['/*', '!/app.py'] }))
    expect(chosen).toEqual(expect.arrayContaining(['app.py', 'idna/__init__.py']))
    expect(chosen).not.toContain('docs/index.md')
  })
})

describe('packages that cannot be installed', () => {
  const own = join(folder, 'failing-cache')
  const refused = async (text: string, more: Files = {}, environment: Files = {}): Promise<unknown> => {
    const root = project({ 'app.py': app, 'requirements.txt': text, ...more })
    const outcome = build(root, { childEnvironment: { ...process.env, ...environment }, cache: own })
    return await outcome.then(
      () => undefined,
      (error: unknown) => error,
    )
  }

  it('for want of a wheel are all named at once', async () => {
    expect(await refused('docopt==0.6.2\nidna==3.10\nfuture==0.18.2\npywin32==306\n')).toMatchObject({
      code: 'LAMBDA_WHEEL_MISSING',
      message: expect.stringMatching(/docopt==0\.6\.2.*future==0\.18\.2.*pywin32==306/),
    })
  })

  it('because the lock names another file are named', async () => {
    expect(await refused(`idna==3.10 --hash=sha256:${'0'.repeat(64)}\n`)).toMatchObject({
      code: 'LAMBDA_INSTALL_FAILED',
      message: expect.stringContaining('idna==3.10 is not the file that the lock names'),
    })
  })

  it('because nobody has heard of them are named', async () => {
    expect(await refused('no-such-package-of-ours==1\n')).toMatchObject({
      code: 'LAMBDA_INSTALL_FAILED',
      message: expect.stringContaining('no-such-package-of-ours'),
    })
  })

  it('because the index cannot be reached tell so, without its address', async () => {
    const index = 'http://user:secret@127.0.0.1:9/simple'
    const environment = { UV_DEFAULT_INDEX: index, UV_NO_CACHE: '1', UV_HTTP_RETRIES: '0' }
    const error = await refused('idna==3.10\n', {}, environment)
    expect(error).toMatchObject({
      code: 'LAMBDA_INSTALL_FAILED',
      message: expect.stringContaining('cannot be reached'),
    })
    expect(JSON.stringify(error)).not.toContain('secret')
  })

  it.each(['../../escaped.txt', '/escaped.txt', 'evil-1.0.data/data/../../../escaped.txt'])(
    'because a wheel would write to %s are refused, and nothing is written there',
    async (path) => {
      const root = project({ 'app.py': app, 'requirements.txt': '-f wheels\nevil==1.0\n', 'wheels/.keep': '' })
      execFileSync('python3', ['-c', wheelMaker, join(root, 'wheels'), path])
      await expect(build(root, { cache: own })).rejects.toMatchObject({ code: 'LAMBDA_WHEEL_UNSAFE' })
      expect(existsSync('/escaped.txt')).toBe(false)
      expect(existsSync(join(own, 'escaped.txt'))).toBe(false)
      expect(existsSync(join(own, 'python', 'escaped.txt'))).toBe(false)
    },
  )

  it('leave nothing in the cache', () => {
    expect(existsSync(join(own, 'python')) ? readdirSync(join(own, 'python')) : []).toEqual([])
  })
})

const wheelMaker = `
import sys, zipfile
folder, path = sys.argv[1:]
info = 'evil-1.0.dist-info'
files = {'evil/__init__.py': '', path: 'x', info + '/METADATA': 'Metadata-Version: 2.1\\nName: evil\\nVersion: 1.0\\n',
  info + '/WHEEL': 'Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n'}
record = ''.join(name + ',,\\n' for name in [*files, info + '/RECORD'])
with zipfile.ZipFile(folder + '/evil-1.0-py3-none-any.whl', 'w') as wheel:
    for name, text in {**files, info + '/RECORD': record}.items(): wheel.writestr(name, text)
`

describe('in the local cloud', () => {
  let cloud: TestCloud
  let lambda: LambdaClient
  let local: NonNullable<Input['local']>

  beforeAll(async () => {
    cloud = await testCloud()
    const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' }
    lambda = new LambdaClient({ endpoint: cloud.endpoint, region: 'us-east-1', credentials })
    await makeRole(cloud.endpoint)
    const path = join(cloud.options.venv ?? '', 'bin', 'python')
    const question = 'import sys; print("%d.%d" % sys.version_info[:2])'
    const version = execFileSync(path, ['-c', question], { encoding: 'utf8' }).trim()
    local = { machine: hostMachine(), python: { path, version } }
  })

  afterAll(async () => {
    lambda?.destroy()
    await cloud?.stop()
  })

  const invoke = async (name: string, built: Built, handler = 'app.handler'): Promise<unknown> => {
    const Code = { ZipFile: readFileSync(built.artifacts[0]?.zip ?? '') }
    const Role = 'arn:aws:iam::000000000000:role/function'
    await lambda.send(
      new CreateFunctionCommand({ FunctionName: name, Runtime: 'python3.12', Handler: handler, Role, Code }),
    )
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: name }))
    return JSON.parse(Buffer.from(Payload ?? []).toString())
  }

  it.each([
    ['requirements', 'requirements.txt', 'idna==3.10\nmarkupsafe==3.0.2\n'],
    ['uv', 'uv.lock', uvLock.replaceAll(/wheels = .*/g, '')],
    ['poetry', 'poetry.lock', poetryLock.replaceAll(/files = .*/g, '')],
  ])('a function runs with native packages of this machine, named by %s', async (name, file, text) => {
    const built = await build(project({ 'app.py': app, [file]: text }), { local })
    const answer = await invoke(`native-${name}`, built)
    expect(answer).toEqual({ idna: 'xn--4ca', text: '&lt;', speedy: 'markupsafe._speedups' })
  })

  it('a function runs whose lock is for a newer Python, with the SDK that the runtime brings', async () => {
    const later = `requires-python = ">=3.99"\n${uvLock}`
    const text = `import boto3\n${app.replace('{"idna"', '{"sdk": boto3.client("sts").meta.service_model.service_id, "idna"')}`
    const built = await build(project({ 'app.py': text, 'uv.lock': later }), { local, runtime: 'python3.14' })
    expect(built.findings.map(({ rule }) => rule)).toEqual(['lambda/local-python'])
    expect(await invoke('later', built)).toEqual({
      sdk: 'STS',
      idna: 'xn--4ca',
      text: '&lt;',
      speedy: 'markupsafe._speedups',
    })
  })

  it('a function runs whose packages a layer of AWS brings', async () => {
    const text =
      'import pydantic\nfrom aws_lambda_powertools import Logger\n\ndef handler(event, context):\n    return [Logger.__name__, pydantic.BaseModel.__name__]\n'
    const built = await build(project({ 'app.py': text }), { local })
    expect(built.findings.map(({ rule }) => rule)).toEqual(['lambda/local-layer'])
    expect(await invoke('powertools', built)).toEqual(['Logger', 'BaseModel'])
  })

  it('a function runs from plain sources with a shared folder and a local package', async () => {
    const built = await build(
      project({
        'fn/src/app.py':
          'from common.text import word\nimport ours\ndef handler(event, context):\n    return [word, ours.word]\n',
        'fn/requirements.txt': '-e ../parts/ours\n',
        'lib/common/text.py': 'word = "shared"\n',
        'parts/ours/src/ours/__init__.py': 'word = "local"\n',
      }),
      { directory: 'fn', shared: ['lib/common'], handler: 'src/app.handler', local },
    )
    expect(built.findings).toEqual([])
    expect(await invoke('plain', built, 'src/app.handler')).toEqual(['shared', 'local'])
  })
})

/** The role that functions need there; the emulator takes the account from the key and checks no signature. */
async function makeRole(endpoint: string): Promise<void> {
  const Statement = [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }]
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
  const scope = 'Credential=000000000000/20261121/us-east-1/iam/aws4_request'
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: { authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=none` },
    body: new URLSearchParams({
      Action: 'CreateRole',
      Version: '2010-05-08',
      RoleName: 'function',
      AssumeRolePolicyDocument,
    }),
  })
  expect(answer.status).toBe(200)
}
