import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import {
  type Artifact,
  buildArtifacts,
  moveAlias,
  publishVersion,
  readAlias,
  readFunction,
} from '@project-utils/lambda-build'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningProxy, startProxy } from '../../../tools/proxy/proxy.ts'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'lambda-build-')))
const context = { signal: new AbortController().signal, emit: () => undefined }
let cloud: TestCloud
let proxy: RunningProxy
let lambda: LambdaClient

beforeAll(async () => {
  cloud = await testCloud()
  proxy = await startProxy({ target: cloud.endpoint })
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' }
  lambda = new LambdaClient({ endpoint: proxy.endpoint, region: 'us-east-1', credentials })
  await makeRole(cloud.endpoint)
})

afterAll(async () => {
  lambda?.destroy()
  await proxy?.close()
  await cloud?.stop()
  rmSync(folder, { recursive: true, force: true })
})

it.each(['cjs', 'esm'] as const)(
  'runs a published %s bundle, and keeps serving it while $LATEST moves on',
  async (format) => {
    const name = `serve-${format}`
    const artifact = await build('one', format)
    await create(name, artifact)
    const state = await readFunction(lambda, name)
    expect(state.codeSha256).toBe(artifact.codeSha256)

    const { version } = await publishVersion(lambda, { name, codeSha256: artifact.codeSha256 }, context)
    await update(name, await build('two', format))
    expect(await invoke(name, version)).toEqual({ text: 'one', version })
  },
)

it('publishes an unchanged function with reads alone, and a changed configuration as a new version', async () => {
  const name = 'unchanged'
  const { codeSha256 } = await create(name, await build('one'))
  expect(await publishVersion(lambda, { name, codeSha256 }, context)).toEqual({ version: '1', reused: false })

  proxy.reset()
  expect(await publishVersion(lambda, { name, codeSha256 }, context)).toEqual({ version: '1', reused: true })
  expect(proxy.calls().filter((call) => call.mutating)).toEqual([])

  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: name, MemorySize: 1024 }))
  expect(await publishVersion(lambda, { name, codeSha256 }, context)).toEqual({ version: '2', reused: false })
})

it('refuses to publish other code than the one built', async () => {
  const name = 'other-code'
  const built = await create(name, await build('one'))
  await update(name, await build('two'))
  proxy.reset()
  const publishing = publishVersion(lambda, { name, codeSha256: built.codeSha256 }, context)
  await expect(publishing).rejects.toMatchObject({ code: 'LAMBDA_CODE_DIFFERENT' })
  expect(proxy.calls().filter((call) => call.mutating)).toEqual([])
})

it('moves an alias from what was read, and leaves one alone that somebody else has moved', async () => {
  const name = 'moved'
  const first = await create(name, await build('one'))
  const one = await publishVersion(lambda, { name, codeSha256: first.codeSha256 }, context)
  await lambda.send(new CreateAliasCommand({ FunctionName: name, Name: 'live', FunctionVersion: '$LATEST' }))
  const before = await readAlias(lambda, name, 'live')
  expect(before).toMatchObject({ version: '$LATEST', arn: expect.stringMatching(/:moved:live$/) })
  const move = { name, alias: 'live', version: one.version, revisionId: before?.revisionId ?? '' }
  await moveAlias(lambda, move)
  expect(await readAlias(lambda, name, 'live')).toMatchObject({ version: one.version })
  expect(await invoke(name, 'live')).toMatchObject({ text: 'one' })

  // The same move again, as after a lost answer, finds what it wanted.
  await moveAlias(lambda, move)
  const second = await build('two')
  await update(name, second)
  const two = await publishVersion(lambda, { name, codeSha256: second.codeSha256 }, context)
  await expect(moveAlias(lambda, { ...move, version: two.version })).rejects.toMatchObject({
    code: 'LAMBDA_ALIAS_MOVED',
  })
  expect(await readAlias(lambda, name, 'live')).toMatchObject({ version: one.version })
})

it('tells what is not there', async () => {
  await expect(readFunction(lambda, 'nobody')).rejects.toMatchObject({ code: 'LAMBDA_FUNCTION_NOT_FOUND' })
  expect(await readAlias(lambda, 'nobody', 'live')).toBeUndefined()
})

async function build(text: string, format: 'cjs' | 'esm' = 'cjs'): Promise<Artifact> {
  const entry = join(folder, `${text}.ts`)
  const source = `export const handler = async (): Promise<object> => ({ text: '${text}', version: process.env.AWS_LAMBDA_FUNCTION_VERSION })\n`
  writeFileSync(entry, source)
  const code = { shared: [], include: [], exclude: [], allow: [], loaders: {} }
  const settings = { ...code, bundle: true, external: [], format, minify: true, sourceMap: false, where: {} }
  const input = {
    functions: [{ logicalId: 'Api', entry, ...settings }],
    template: { Api: { runtime: 'nodejs22.x', handler: 'src/api.handler' } },
    root: folder,
    cache: join(folder, '.cache'),
    environment: {},
  }
  const [artifact] = await buildArtifacts(input, context)
  if (artifact === undefined) throw new Error('nothing was built')
  return artifact
}

async function create(name: string, artifact: Artifact): Promise<Artifact> {
  const Code = { ZipFile: readFileSync(artifact.zip) }
  const Role = 'arn:aws:iam::000000000000:role/function'
  await lambda.send(
    new CreateFunctionCommand({ FunctionName: name, Runtime: 'nodejs22.x', Handler: 'src/api.handler', Role, Code }),
  )
  return artifact
}

async function update(name: string, artifact: Artifact): Promise<void> {
  await waitUntilActive(name)
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile: readFileSync(artifact.zip) }))
}

async function waitUntilActive(name: string): Promise<void> {
  for (;;) {
    const { state, lastUpdateStatus } = await readFunction(lambda, name)
    if (state === 'Active' && lastUpdateStatus === 'Successful') return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function invoke(name: string, qualifier: string): Promise<unknown> {
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: name, Qualifier: qualifier }))
  return JSON.parse(Buffer.from(Payload ?? []).toString())
}

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
