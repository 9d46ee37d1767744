import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateRepositoryCommand, ECRClient } from '@aws-sdk/client-ecr'
import { findEngine, type ImagePlan, planImages, pushImage, readImage } from '@project-utils/lambda-build'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type FakeEngine, fakeEngine } from '../../../tools/fake-engine.ts'
import { type RunningProxy, startProxy } from '../../../tools/proxy/proxy.ts'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'

const root = realpathSync(mkdtempSync(join(tmpdir(), 'images-')))
const context = { signal: new AbortController().signal, emit: () => undefined }
const repository = 'shop-dev-repository'
const host = process.arch === 'arm64' ? 'arm64' : 'x86_64'
const other = host === 'arm64' ? 'x86_64' : 'arm64'
let cloud: TestCloud
let proxy: RunningProxy
let ecr: ECRClient
let round = 0

beforeAll(async () => {
  cloud = await testCloud()
  proxy = await startProxy({ target: cloud.endpoint })
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' }
  ecr = new ECRClient({ endpoint: proxy.endpoint, region: 'us-east-1', credentials })
  await ecr.send(new CreateRepositoryCommand({ repositoryName: repository }))
})
afterAll(async () => {
  ecr?.destroy()
  await proxy?.close()
  await cloud?.stop()
  rmSync(root, { recursive: true, force: true })
})
beforeEach(() => {
  round += 1
  proxy.reset()
})

describe('an image', () => {
  it('is built for its architecture, pushed under its identity, and told by its digest', async () => {
    const engine = engineOf('docker')
    const secrets: string[] = []
    const plan = await planOf('first', { target: 'release', arguments: { VERSION: '1 2' } })
    const { reference, digest } = await push(plan, engine, secrets)
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(reference).toBe(`000000000000.dkr.ecr.us-east-1.amazonaws.com/${repository}@${digest}`)
    const tag = `000000000000.dkr.ecr.us-east-1.amazonaws.com/${repository}:${plan.identity}`
    const work = engine.calls().filter(([command, second]) => command !== 'version' && second !== 'version')
    expect(work).toEqual([
      [
        ...['buildx', 'build', '--provenance=false', '--sbom=false', '--load', '--platform', plan.platform],
        ...['--file', join(root, 'first/Dockerfile'), '--tag', tag, '--target', 'release'],
        ...['--build-arg', 'VERSION=1 2', join(root, 'first')],
      ],
      ['image', 'inspect', '--format', '{{.Size}}', tag],
      [
        ...['login', '--username', 'AWS', '--password-stdin', '000000000000.dkr.ecr.us-east-1.amazonaws.com'],
        'stdin: ministack-auth-token',
      ],
      ['push', tag],
    ])
    expect(secrets).toEqual(['ministack-auth-token'])
  })

  it('that ECR holds already costs no engine, and no write', async () => {
    const plan = await planOf('held')
    const first = await push(plan, engineOf('docker'))
    round += 1
    const engine = engineOf('docker')
    const found = await findEngine([], engine.environment, context)
    const before = engine.calls().length
    proxy.reset()
    expect(await pushImage(plan, { ecr, engine: found, masker: { add: () => undefined } }, context)).toEqual(first)
    expect(engine.calls()).toHaveLength(before)
    expect((await readImage(ecr, plan)).image).toEqual(first)
    expect(proxy.calls().filter(({ mutating }) => mutating)).toEqual([])
  })

  it.each([
    ['podman', ['build', '--platform']],
    ['finch', ['build', '--platform']],
    ['nerdctl', ['build', '--platform']],
  ])('is built by %s too', async (name, begin) => {
    const engine = engineOf(name)
    await push(await planOf(`by-${name}`), engine)
    const build = engine.calls().find(([command]) => command === 'build')
    expect(build?.slice(0, 2)).toEqual(begin)
    expect(build?.includes('--ignorefile')).toBe(name === 'podman')
    expect(build?.join(' ').includes('--format docker')).toBe(name === 'podman')
  })

  it('is built by docker without its buildx plug-in as well', async () => {
    const engine = engineOf('docker')
    engine.answer('buildx version', { code: 1, stderr: 'unknown command' })
    await push(await planOf('plain'), engine)
    expect(engine.calls().find(([command]) => command === 'build')).toBeDefined()
  })

  it('is taken as pushed where ECR has it, whatever the engine said last', async () => {
    const engine = engineOf('docker')
    const plan = await planOf('doubtful')
    await push(plan, engineOf('docker'))
    engine.answer('push', { code: 1, stderr: 'tag already exists and is immutable' })
    expect((await push(plan, engine)).digest).toMatch(/^sha256:/)
  })
})

describe('is refused, with what to do:', () => {
  it.each([
    [
      'a build that fails',
      'build',
      { code: 1, stderr: 'RUN npm ci: exit code 1' },
      'LAMBDA_IMAGE_BUILD_FAILED',
      'npm ci',
    ],
    [
      'a build for a foreign machine',
      'build',
      { code: 1, stderr: 'exec format error' },
      'LAMBDA_IMAGE_PLATFORM',
      'linux/',
    ],
    ['an image over the limit', 'inspect', { stdout: '20000000000' }, 'LAMBDA_TOO_LARGE', '18.6 GB'],
    ['a failed sign-in', 'login', { code: 1, stderr: 'denied' }, 'LAMBDA_IMAGE_PUSH_FAILED', 'sign in'],
    ['a failed push', 'push', { code: 1, stderr: 'broken pipe' }, 'LAMBDA_IMAGE_PUSH_FAILED', 'broken pipe'],
  ])('%s', async (what, command, answer, code, message) => {
    const engine = engineOf('docker')
    engine.answer(command, answer)
    const plan = await planOf(what.replaceAll(' ', '-'))
    await expect(push(plan, engine)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
      hint: expect.any(String),
    })
    expect(proxy.calls().filter(({ mutating }) => mutating)).toEqual([])
  })

  it('a push of many platforms, which Lambda does not take', async () => {
    const engine = engineOf('docker')
    engine.answer('push', { mediaType: 'application/vnd.oci.image.index.v1+json' } as object)
    await expect(push(await planOf('many'), engine)).rejects.toMatchObject({ code: 'LAMBDA_IMAGE_PUSH_FAILED' })
  })

  it('a repository that does not exist, before anything is built', async () => {
    const engine = engineOf('docker')
    const plan = { ...(await planOf('lost')), repository: 'nowhere' }
    await expect(push(plan, engine)).rejects.toMatchObject({
      code: 'LAMBDA_IMAGE_REPOSITORY_MISSING',
      message: expect.stringContaining('nowhere'),
      hint: expect.stringContaining('aws ecr create-repository --repository-name nowhere'),
      where: { file: 'p.yaml' },
    })
    expect(engine.calls().some((call) => call.includes('build'))).toBe(false)
  })
})

describe('findEngine', () => {
  it('refuses a machine without an engine, and names the engines', async () => {
    const found = findEngine(['linux/arm64'], { PATH: join(root, 'nowhere') }, context)
    await expect(found).rejects.toMatchObject({
      code: 'LAMBDA_IMAGE_ENGINE_MISSING',
      message: expect.stringContaining('docker, podman, finch, nerdctl'),
    })
  })

  it('refuses an engine that does not run, and says how it is started', async () => {
    const engine = engineOf('docker')
    engine.answer('version', { code: 1, stdout: '', stderr: 'Cannot connect to the Docker daemon' })
    await expect(findEngine([], engine.environment, context)).rejects.toMatchObject({
      code: 'LAMBDA_IMAGE_ENGINE_STOPPED',
      message: expect.stringContaining('Cannot connect'),
      hint: expect.stringContaining('systemctl start docker'),
    })
  })

  it('takes the next engine where the first does not run', async () => {
    const [docker, podman] = [engineOf('docker'), engineOf('podman')]
    docker.answer('version', { code: 1 })
    const environment = { PATH: `${docker.environment['PATH']}:${podman.environment['PATH']}` }
    expect(await findEngine([], environment, context)).toMatchObject({ name: 'podman' })
  })

  it('refuses an architecture that the builder does not list', async () => {
    const engine = engineOf('docker')
    engine.answer('buildx inspect', {
      stdout: `Name: default\nPlatforms: linux/${host === 'arm64' ? 'arm64' : 'amd64'}, linux/386`,
    })
    const platform = other === 'arm64' ? 'linux/arm64' : 'linux/amd64'
    await expect(findEngine([platform], engine.environment, context)).rejects.toMatchObject({
      code: 'LAMBDA_IMAGE_PLATFORM',
      message: expect.stringContaining(platform),
      hint: expect.stringContaining('binfmt'),
    })
  })
})

/** A folder of its own for each, so that none sees the calls of another. */
function engineOf(name: string): FakeEngine {
  const folder = join(root, `engine-${round}-${name}-${Math.random().toString(36).slice(2)}`)
  return fakeEngine(folder, name, cloud.endpoint)
}

async function planOf(name: string, change: object = {}): Promise<ImagePlan> {
  const directory = join(root, name)
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, 'Dockerfile'), `FROM scratch\n# ${name}\n`)
  writeFileSync(join(directory, '.dockerignore'), 'node_modules\n')
  const image = { directory, dockerfile: 'Dockerfile', arguments: {}, ...change }
  const build = { logicalId: 'Api', image, where: { file: 'p.yaml', line: 1 } }
  const functions = [build] as unknown as Parameters<typeof planImages>[0]['functions']
  const input = { functions, template: { Api: { architecture: host } }, repository, cache: join(root, 'cache') }
  const [plan] = await planImages(input, context)
  return plan as ImagePlan
}

async function push(plan: ImagePlan, fake: FakeEngine, secrets: string[] = []): ReturnType<typeof pushImage> {
  const engine = await findEngine([plan.platform], fake.environment, context)
  return await pushImage(plan, { ecr, engine, masker: { add: (secret) => void secrets.push(secret) } }, context)
}
