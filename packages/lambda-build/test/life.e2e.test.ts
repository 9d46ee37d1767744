import { createHash } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DeleteObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import type { Envelope } from '@project-utils/contract'
import { openRecords } from '@project-utils/records'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'
import { type Bench, openBench, rowOf } from './bench.ts'

let cloud: TestCloud
let bench: Bench

beforeAll(async () => {
  cloud = await testCloud()
  bench = await openBench({ endpoint: cloud.endpoint, localFolder: cloud.options.folder })
})
afterAll(async () => {
  await bench?.close()
  await cloud?.stop()
})

/** The life of one project, told in order. */
describe('before anything is deployed', () => {
  it('builds once, and the second time nothing', async () => {
    const first = await bench.json('build')
    expect(first).toMatchObject({ exitCode: 0, command: 'lambda build' })
    expect(rowOf(first, 'artifacts')).toMatchObject({
      logicalId: 'HelloFunction',
      type: 'function',
      why: 'first build',
      reused: false,
      manifest: expect.stringMatching(/^[0-9a-f]{64}$/),
      size: expect.any(Number),
      zipSize: expect.any(Number),
    })
    const again = await bench.json('build')
    expect(rowOf(again, 'artifacts')).toMatchObject({ reused: true, why: 'unchanged' })
  })

  it('refuses a name that the project does not build, and tells those it does', async () => {
    const refused = await bench.json('build', 'Helo')
    expect(refused).toMatchObject({ exitCode: 2, problems: [{ code: 'LAMBDA_NAME_UNKNOWN' }] })
    expect(refused.problems[0]?.message).toContain('HelloFunction')
  })

  it('packages the same bytes again, with a list of what they hold', async () => {
    expect(await bench.json('package')).toMatchObject({ exitCode: 2, problems: [{ code: 'LAMBDA_FOLDER_UNNAMED' }] })
    for (const folder of ['one', 'two'])
      expect(await bench.json('package', '--out', folder)).toMatchObject({ exitCode: 0 })
    const read = (path: string): Promise<string> => readFile(join(bench.folder, path), 'base64')
    for (const file of ['HelloFunction.zip', 'artifacts.json'])
      expect(await read(`one/${file}`)).toBe(await read(`two/${file}`))
    const list = JSON.parse(await readFile(join(bench.folder, 'one/artifacts.json'), 'utf8'))
    const { data } = await bench.json('build')
    const { artifacts } = data as unknown as { readonly artifacts: readonly { readonly codeSha256: string }[] }
    expect(list).toMatchObject({
      v: 1,
      artifacts: [{ file: 'HelloFunction.zip', codeSha256: artifacts[0]?.codeSha256 }],
    })
    expect(list.artifacts[0].entries.map((entry: { readonly path: string }) => entry.path)).toContain('hello.js')
  })

  it('leads to the bucket where there is none, and uploads what it lacks once', async () => {
    const refused = await bench.json('upload')
    expect(refused).toMatchObject({ exitCode: 4, problems: [{ code: 'LAMBDA_NO_BUCKET' }] })
    expect(refused.next?.command).toBe('project-deploy bootstrap --project tiny --env local')
    expect(await bench.deploy('bootstrap', '--yes')).toMatchObject({ exitCode: 0 })
    const preview = await bench.json('upload', '--dry-run', '--detailed-exitcode')
    expect(preview).toMatchObject({
      exitCode: 3,
      dryRun: true,
      data: { plan: { steps: [{ id: 'blob.HelloFunction' }] } },
    })
    expect(rowOf(await bench.json('upload'), 'artifacts')).toMatchObject({ state: 'uploaded' })
    const again = await bench.json('upload')
    expect(again).toMatchObject({ exitCode: 0, data: { outcome: 'nothing to do' } })
    expect(rowOf(again, 'artifacts')).toMatchObject({ state: 'present' })
  })

  it('offers to other machines what an upload that was killed had no time to offer', async () => {
    await forgetBuilds(await bench.json('upload'))
    await rm(join(bench.folder, '.project-utils/cache/builds'), { recursive: true })
    expect(await bench.json('upload', '--dry-run')).toMatchObject({ data: { plan: { steps: [{ id: 'offer' }] } } })
    expect(await bench.json('upload')).toMatchObject({ exitCode: 0, data: { outcome: 'succeeded' } })
    expect(await bench.json('upload')).toMatchObject({ exitCode: 0, data: { outcome: 'nothing to do' } })
  })

  it('takes on another machine what this one offered, and says so before', async () => {
    const other = await openBench({ endpoint: cloud.endpoint, localFolder: cloud.options.folder })
    try {
      const taken = expect.stringMatching(/^built by .+ before, /)
      expect(rowOf(await other.json('why'))).toMatchObject({ would: 'reuse', reasons: [], shared: taken })
      const row = rowOf(await other.json('build'), 'artifacts')
      expect(row).toMatchObject({ reused: true, why: taken })
      expect(row).not.toHaveProperty('zip')
    } finally {
      await other.close()
    }
  })

  it('publishes nothing, invokes nothing, and lists what is built', async () => {
    expect(rowOf(await bench.json('list'))).toMatchObject({ deployed: 'no', code: 'built', runtime: 'nodejs24.x' })
    const refused = await bench.json('publish')
    expect(refused).toMatchObject({ exitCode: 1, problems: [{ code: 'LAMBDA_FUNCTION_NOT_FOUND' }] })
    expect(refused.next?.command).toBe('project-deploy --project tiny --env local')
    const invoked = await bench.json('invoke', 'HelloFunction')
    expect(invoked).toMatchObject({ exitCode: 1, problems: [{ code: 'LAMBDA_FUNCTION_NOT_FOUND' }] })
  })
})

describe('once it is deployed', () => {
  it('finds the deployed function to be the built one', async () => {
    expect(await bench.deploy('--yes')).toMatchObject({ exitCode: 0 })
    expect(rowOf(await bench.json('list'))).toMatchObject({
      deployed: 'yes',
      name: 'tiny-local-function-hello',
      version: '1',
      alias: 'live → 1',
      code: 'as built',
      support: 'supported',
    })
    expect(rowOf(await bench.json('diff', '--detailed-exitcode'))).toEqual({
      logicalId: 'HelloFunction',
      state: 'same',
      files: [],
    })
    expect(await bench.json('publish')).toMatchObject({ exitCode: 0, data: { outcome: 'nothing to do' } })
  })

  it('tells why a change would be built, and which files of what is deployed it changes', async () => {
    await bench.greet('hello 2')
    const why = await bench.json('why', '--detailed-exitcode')
    expect(why.exitCode).toBe(3)
    expect(rowOf(why)).toMatchObject({ would: 'rebuild', reasons: ['function/hello.js changed'] })
    const diff = await bench.json('diff', '--detailed-exitcode')
    expect(diff.exitCode).toBe(3)
    expect(rowOf(diff)).toMatchObject({
      state: 'different',
      files: [{ path: expect.stringContaining('hello'), change: 'changed' }],
    })
  })

  it('publishes the change as one version, and moves no traffic unasked', async () => {
    const published = await bench.json('publish')
    expect(published.exitCode).toBe(0)
    expect(rowOf(published, 'functions')).toMatchObject({ code: 'updated', version: '2', published: true })
    expect(rowOf(await bench.json('list'))).toMatchObject({ version: '2', alias: 'live → 1', code: 'as built' })
    expect(await bench.json('publish')).toMatchObject({ data: { outcome: 'nothing to do' } })
  })

  it('moves an alias that it is asked to move, and refuses one that is not there', async () => {
    const moved = await bench.json('publish', '--alias', 'live')
    expect(rowOf(moved, 'functions')).toMatchObject({ code: 'unchanged', published: false, alias: 'moved' })
    expect(rowOf(await bench.json('list'))).toMatchObject({ version: '2', alias: 'live → 2' })
    const refused = await bench.json('publish', '--alias', 'nobody')
    expect(refused).toMatchObject({ exitCode: 1, problems: [{ code: 'LAMBDA_ALIAS_NOT_FOUND' }] })
  })

  it('invokes what an alias points to, with the event it is given', async () => {
    const invoked = await bench.json(
      'invoke',
      'HelloFunction',
      '--qualifier',
      'live',
      '--payload',
      '{"rawPath":"/hello"}',
    )
    expect(invoked).toMatchObject({ exitCode: 0, data: { version: '2', answer: { statusCode: 200 } } })
    expect(JSON.stringify(invoked.data)).toContain('hello 2')
    await writeFile(join(bench.folder, 'event.json'), '{"rawPath":')
    for (const payload of ['@event.json', '@nothing.json', 'no json']) {
      const refused = await bench.json('invoke', 'HelloFunction', '--payload', payload)
      expect(refused).toMatchObject({ exitCode: 2, problems: [{ code: 'LAMBDA_PAYLOAD_INVALID' }] })
    }
  })

  it('ends with 1 where the function fails, with its own words', async () => {
    await bench.edit('function/hello.js', (text) =>
      text.replace('return {', `if (greeting) throw new TypeError('no greeting')\n  return {`),
    )
    expect(await bench.json('publish')).toMatchObject({ exitCode: 0 })
    const failed = await bench.json('invoke', 'HelloFunction')
    expect(failed).toMatchObject({ exitCode: 1, problems: [{ code: 'LAMBDA_INVOKE_FAILED' }] })
    expect(failed.problems[0]?.message).toContain('no greeting')
    expect(failed.data).toMatchObject({ error: { message: 'no greeting', stack: expect.any(Array) } })
  })

  it('looks at tools, runtimes, sizes and the account', async () => {
    const { exitCode, data } = await bench.json('doctor')
    expect(exitCode).toBe(0)
    expect(data).toMatchObject({
      node: { version: process.version },
      tools: expect.arrayContaining([expect.objectContaining({ name: 'npm' })]),
      cache: { bytes: expect.any(Number) },
      runtimes: { asOf: expect.any(String), used: [{ runtime: 'nodejs24.x', support: 'supported' }] },
      artifacts: [{ logicalId: 'HelloFunction', build: 'holds' }],
      account: { functions: 1 },
    })
  })
})

describe('outside tier full', () => {
  const staging = ['--env', 'staging', '--target', 'local'] as const

  it('leaves changes of code to a release, and audits an invocation', async () => {
    await bench.edit('function/hello.js', (text) =>
      text.replace(`if (greeting) throw new TypeError('no greeting')`, ''),
    )
    expect(await bench.deploy('bootstrap', '--yes', ...staging)).toMatchObject({ exitCode: 0 })
    const risks = ['--accept-risk', 'Api', '--accept-risk', 'HelloRole']
    expect(await bench.deploy('--yes', ...risks, ...staging)).toMatchObject({ exitCode: 0 })
    await bench.greet('hello 3')
    const refused = await bench.json('publish', ...staging)
    expect(refused).toMatchObject({ exitCode: 4, problems: [{ code: 'LAMBDA_TIER' }] })
    expect(refused.next?.command).toBe('project-deploy --project tiny --env staging --target local')
    const invoked = await bench.json('invoke', 'HelloFunction', ...staging)
    expect(invoked).toMatchObject({ exitCode: 0 })
    const [scope] = invoked.scopes
    if (scope === undefined) throw new Error('an invocation has a scope')
    const credentials = { accessKeyId: scope.account, secretAccessKey: 'local' }
    const s3 = new S3Client({ endpoint: cloud.endpoint, region: scope.region, credentials, forcePathStyle: true })
    const trail = await openRecords({ s3, scope, now: () => new Date() }).audit.list(2)
    const steps = [{ title: 'Invoke tiny-staging-function-hello' }]
    expect(trail).toMatchObject([
      { run: invoked.run, entry: { kind: 'outcome', outcome: 'succeeded', steps } },
      { run: invoked.run, entry: { kind: 'intent', command: 'lambda invoke', steps } },
    ])
  })
})

describe('in a read-only environment', () => {
  it('invokes nothing that no person has allowed', async () => {
    await bench.edit('project.yaml', (text) => text.replace('tier: limited', 'tier: read-only'))
    const refused = await bench.json('invoke', 'HelloFunction', '--env', 'staging', '--target', 'local')
    expect(refused).toMatchObject({ exitCode: 4, data: null, problems: [{ code: 'RUN_NOT_APPROVED' }] })
  })
})

describe('a layer that no template declares', () => {
  it('is published under a name of its own, and again only when its content changes', async () => {
    await bench.edit(
      'project.yaml',
      (text) => `${text}\nlayers:\n  SharedLayer: { directory: shared, runtime: nodejs24.x }\n`,
    )
    const folder = join(bench.folder, 'shared/nodejs/node_modules/shared')
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'index.js'), 'exports.one = 1\n')
    const arn = expect.stringMatching(/:layer:tiny-local-layer-shared:1$/)
    const published = await bench.json('publish', 'SharedLayer')
    expect(published).toMatchObject({ exitCode: 0, data: { layers: [{ published: true, arn }], functions: [] } })
    const again = await bench.json('publish', 'SharedLayer')
    expect(again).toMatchObject({ data: { outcome: 'nothing to do', layers: [{ published: false, arn }] } })
    await writeFile(join(folder, 'index.js'), 'exports.one = 2\n')
    const changed = await bench.json('publish', 'SharedLayer')
    expect(changed).toMatchObject({ data: { layers: [{ published: true, arn: expect.stringMatching(/:2$/) }] } })
  })
})

describe('content that another machine packed with another zlib', () => {
  it('is published as it lies in the bucket, and listed as what was built', async () => {
    await bench.greet('hello again')
    const { data, scopes } = await bench.json('build')
    const { artifacts } = data as unknown as { readonly artifacts: readonly Readonly<Record<string, string>>[] }
    const { zip = '', manifest = '', codeSha256 } = artifacts.find(({ type }) => type === 'function') ?? {}
    // The same files, and a comment behind them: its length stands in the last two bytes.
    const comment = Buffer.from('packed elsewhere')
    const body = Buffer.concat([await readFile(zip), comment])
    body.writeUInt16LE(comment.length, body.length - comment.length - 2)
    const theirs = createHash('sha256').update(body).digest('base64')
    const [scope] = scopes
    if (scope === undefined) throw new Error('a build for the local cloud has a scope')
    const credentials = { accessKeyId: scope.account, secretAccessKey: 'local' }
    const s3 = new S3Client({ endpoint: cloud.endpoint, region: scope.region, credentials, forcePathStyle: true })
    const { blobs } = openRecords({ s3, scope, now: () => new Date() })
    expect(await blobs.put(manifest, body, { codesha256: theirs })).toBe('written')

    const published = await bench.json('publish', 'HelloFunction')
    expect(rowOf(published, 'functions')).toMatchObject({ code: 'updated', codeSha256: theirs })
    expect(theirs).not.toBe(codeSha256)
    expect(rowOf(await bench.json('list'))).toMatchObject({ code: 'as built' })
  })
})

/** Takes out of the bucket what was built from what, as if nobody had told it. */
async function forgetBuilds({ scopes: [scope] }: Pick<Envelope, 'scopes'>): Promise<void> {
  const credentials = { accessKeyId: scope?.account ?? '', secretAccessKey: 'local' }
  const region = scope?.region ?? ''
  const s3 = new S3Client({ endpoint: cloud.endpoint, region, credentials, forcePathStyle: true })
  const Bucket = `project-utils-${scope?.account}-${region}`
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: `${scope?.project}/builds/` }))
  for (const { Key } of Contents) await s3.send(new DeleteObjectCommand({ Bucket, Key }))
  s3.destroy()
  expect(Contents).toHaveLength(1)
}
