import { mkdir, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda'
import type { Plan } from '@project-utils/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeEngine, fakeEngine } from '../../../tools/fake-engine.ts'
import { type FakeRegistry, openRegistry } from '../../../tools/fake-registry.ts'
import { type RunningProxy, startProxy } from '../../../tools/proxy/proxy.ts'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'
import { openTiny, type TinyProject } from '../../../tools/tiny-project.ts'

const account = '333333333333'
const repository = 'pictured-dev-repository'
const files = {
  'project.yaml': `
project: pictured
defaults: { region: us-east-1 }
environments: { dev: { account: "${account}", tier: full } }
functions: { Picture: { image: { directory: picture } } }
stacks: { app: { template: app.yaml } }
`,
  'picture/Dockerfile': 'FROM public.ecr.aws/lambda/nodejs:24\nCOPY index.js .\n',
  'picture/index.js': 'one',
  'app.yaml': `
Parameters: { PictureVersion: { Type: String, Default: $LATEST } }
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }] }
  Picture:
    Type: AWS::Lambda::Function
    Properties: { FunctionName: pictured, PackageType: Image, Code: ./picture, Role: !GetAtt Role.Arn, MemorySize: 512, Timeout: 30 }
  PictureLive: { Type: AWS::Lambda::Alias, Properties: { Name: live, FunctionName: !Ref Picture, FunctionVersion: !Ref PictureVersion } }
`,
}

/**
 * Not the local cloud to the tool, but an account that answers at an endpoint. The engine is a program of the test. The
 * emulator gives all images one code hash, so which version the alias points to is not asked here.
 */
let local: TestCloud
let proxy: RunningProxy
let engine: FakeEngine
let project: TinyProject
let without: TinyProject
let registry: FakeRegistry
let lambda: LambdaClient
const run = ['--env', 'dev', '--yes', '--accept-risk', 'Role']

beforeAll(async () => {
  local = await testCloud()
  proxy = await startProxy({ target: local.endpoint })
  const settings = { endpoint: local.endpoint, region: 'us-east-1' }
  const credentials = { accessKeyId: account, secretAccessKey: 'test' }
  registry = openRegistry(local.endpoint, account)
  lambda = new LambdaClient({ ...settings, credentials })
  engine = fakeEngine(join(local.options.folder, 'engine'), 'docker', local.endpoint, account)
  const keys = { AWS_ACCESS_KEY_ID: account, AWS_SECRET_ACCESS_KEY: 'test' }
  const node = dirname(process.execPath)
  const open = (path: string): Promise<TinyProject> =>
    openTiny({ endpoint: proxy.endpoint, localFolder: local.options.folder, environment: { ...keys, PATH: path } })
  project = await open([engine.environment['PATH'], node].join(delimiter))
  without = await open(node)
  for (const { folder } of [project, without]) {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true })
      await writeFile(join(folder, name), text)
    }
  }
})
afterAll(async () => {
  registry?.close()
  lambda?.destroy()
  await project?.close()
  await without?.close()
  await proxy?.close()
  await local?.stop()
})

describe('a function that is a container image', () => {
  it('is refused without its repository, before anything is written', async () => {
    expect(await project.json(...run)).toMatchObject({
      exitCode: 1,
      problems: [
        {
          code: 'LAMBDA_IMAGE_REPOSITORY_MISSING',
          hint: expect.stringContaining('aws ecr create-repository --repository-name pictured-dev-repository'),
        },
      ],
    })
    expect(proxy.calls().filter(({ mutating }) => mutating)).toEqual([])
    await registry.create(repository)
  })

  it('is refused without an engine, before anything is written', async () => {
    const refused = await without.json(...run)
    expect(refused).toMatchObject({ exitCode: 1, problems: [{ code: 'LAMBDA_IMAGE_ENGINE_MISSING' }] })
    expect(proxy.calls().filter(({ mutating }) => mutating)).toEqual([])
  })

  it('is built, pushed, and named by its digest; the plan says so before', async () => {
    const dry = await project.json(...run, '--dry-run')
    const { plan } = dry.data as unknown as { readonly plan: Plan }
    expect(plan.steps.map(({ id }) => id)).toEqual([
      ...['stack.project-utils', 'image.Picture', 'stack.app', 'publish.Picture', 'alias.Picture'],
    ])
    expect(plan.steps[1]?.title).toBe('Build the image of Picture and push it to pictured-dev-repository')
    expect(plan.steps[2]?.why).toContain('it names the images of Picture')
    expect(engine.calls().some(([command]) => command === 'push')).toBe(false)

    expect(await project.json(...run)).toMatchObject({ exitCode: 0, problems: [], data: { outcome: 'succeeded' } })
    expect(await imageOf()).toBe(
      `${account}.dkr.ecr.us-east-1.amazonaws.com/pictured-dev-repository@${(await registry.digests(repository))[0]}`,
    )
  })

  it('costs neither engine nor registry where nothing changed', async () => {
    const before = engine.calls().length
    proxy.reset()
    expect(await project.json(...run)).toMatchObject({ data: { outcome: 'nothing to do' } })
    expect(engine.calls()).toHaveLength(before)
    expect(proxy.calls().filter(({ service }) => service === 'ecr')).toEqual([])
  })

  it('is pushed again where its context changed, and taken from the registry where that came back', async () => {
    const first = await imageOf()
    await project.edit('picture/index.js', () => 'two')
    expect(await project.json(...run)).toMatchObject({ exitCode: 0, problems: [], data: { outcome: 'succeeded' } })
    expect(await imageOf()).not.toBe(first)
    expect(await registry.digests(repository)).toHaveLength(2)

    await project.edit('picture/index.js', () => 'one')
    const before = engine.calls().length
    expect(await project.json(...run)).toMatchObject({ exitCode: 0, problems: [], data: { outcome: 'succeeded' } })
    expect(await imageOf()).toBe(first)
    expect(engine.calls()).toHaveLength(before)
  })

  it('leaves the stack alone where the build fails', async () => {
    const image = await imageOf()
    await project.edit('picture/index.js', () => 'three')
    engine.answer('build', { code: 1, stderr: 'COPY failed: no space left on device' })
    expect(await project.json(...run)).toMatchObject({
      exitCode: 1,
      problems: [{ code: 'LAMBDA_IMAGE_BUILD_FAILED', message: expect.stringContaining('no space left') }],
    })
    expect(await imageOf()).toBe(image)
  })
})

async function imageOf(): Promise<string | undefined> {
  return (await lambda.send(new GetFunctionCommand({ FunctionName: 'pictured' }))).Code?.ImageUri
}
