import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { readZip } from '@project-utils/artifact'
import { type ProjectError, problemsOf } from '@project-utils/contract'
import { sha256 } from '@project-utils/run'
import { parseTemplate, type TemplateMap } from '@project-utils/template'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { PackagedBlob } from './blob.ts'
import { type PackageInput, packageStack } from './package-stack.ts'
import type { PackagePlan } from './plan.ts'

const place = { bucket: 'bucket', region: 'eu-west-1', key: (sha: string) => `p/blobs/${sha}` }
const context = { signal: new AbortController().signal }

function project(files: Readonly<Record<string, string>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'package-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

async function pack(root: string, settings: Partial<PackageInput> = {}, file = 'app.yaml'): Promise<PackagePlan> {
  const template = parseTemplate(readFileSync(join(root, file), 'utf8'), join(root, file))
  return await packageStack({ template, root, cache: join(root, '.cache'), place, ...settings }, context)
}

async function problems(root: string, settings?: Partial<PackageInput>): Promise<readonly object[]> {
  const error: unknown = await pack(root, settings).catch((thrown: unknown) => thrown)
  return problemsOf(error as ProjectError).map(({ code, where }) => ({ code, line: where?.line }))
}

function bytesOf({ content }: PackagedBlob): Buffer {
  return Buffer.from('file' in content ? readFileSync(content.file) : content.bytes)
}

function properties({ template }: PackagePlan, id: string): TemplateMap | undefined {
  return template.resources[id]?.properties
}

const lambda = (code: string): string =>
  `Resources:\n  Api:\n    Type: AWS::Lambda::Function\n    Properties:\n      Code: ${code}\n`

describe('packageStack', () => {
  it('zips a folder of code under the hash of its manifest, without what .lambdaignore leaves out', async () => {
    const files = { 'app.yaml': lambda('./src'), 'src/a.js': '1', 'src/b.md': '2', 'src/.lambdaignore': '*.md' }
    const plan = await pack(project(files))
    const [blob] = plan.blobs
    if (blob === undefined) throw expect.unreachable()
    expect(readZip(bytesOf(blob)).map(({ path }) => path)).toEqual(['a.js'])
    expect(blob).toMatchObject({ kind: 'zip', source: 'src', usedAt: [expect.stringMatching(/app\.yaml:5:7$/)] })
    expect(properties(plan, 'Api')).toEqual({ Code: { S3Bucket: 'bucket', S3Key: `p/blobs/${blob.sha256}` } })
    expect(JSON.parse(plan.body)).toEqual(plan.template.value)
    expect((await pack(project(files))).blobs[0]?.sha256).toBe(blob.sha256)
  })

  it('zips a single file of code, and takes a zip as it is', async () => {
    const root = project({ 'app.yaml': lambda('index.js'), 'index.js': 'x' })
    const [file] = (await pack(root)).blobs
    expect(readZip(bytesOf(file as PackagedBlob))).toMatchObject([{ path: 'index.js' }])
    writeFileSync(join(root, 'ready.zip'), bytesOf(file as PackagedBlob))
    writeFileSync(join(root, 'app.yaml'), lambda('ready.zip'))
    const [zip] = (await pack(root)).blobs
    expect(zip?.sha256).toBe(sha256(bytesOf(file as PackagedBlob)))
  })

  it('takes sources for others whole, and scripts as they are', async () => {
    const text = `Resources:
  Job: { Type: AWS::Glue::Job, Properties: { Command: { ScriptLocation: job.py } } }
  Version: { Type: AWS::ElasticBeanstalk::ApplicationVersion, Properties: { SourceBundle: web } }
`
    const plan = await pack(project({ 'app.yaml': text, 'job.py': '1', 'web/.gitignore': 'x', 'web/.git/HEAD': 'y' }))
    const [job, version] = plan.blobs as readonly [PackagedBlob, PackagedBlob]
    expect(properties(plan, 'Job')).toEqual({ Command: { ScriptLocation: `s3://bucket/p/blobs/${sha256('1')}` } })
    expect(job).toMatchObject({ kind: 'file', size: 1 })
    expect(readZip(bytesOf(version)).map(({ path }) => path)).toEqual(['.gitignore'])
  })

  it('packages nested templates first, relative to their own folders, and what several name once', async () => {
    const nest = (url: string) => `{ Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ${url} } }`
    const root = project({
      'app.yaml': `Resources:\n  A: ${nest('nested/a.yaml')}\n  B: ${nest('./nested/a.yaml')}\n`,
      'nested/a.yaml': `Resources:\n  C: ${nest('b.json')}\n`,
      'nested/b.json': '{"Resources":{"F":{"Type":"AWS::Lambda::Function","Properties":{"Code":"code"}}}}',
      'nested/code/x.py': '',
    })
    const plan = await pack(root)
    expect(plan.blobs.map(({ kind, source }) => `${kind} ${source}`)).toEqual([
      'zip nested/code',
      'template nested/b.json',
      'template nested/a.yaml',
    ])
    const [code, inner, outer] = plan.blobs as readonly [PackagedBlob, PackagedBlob, PackagedBlob]
    expect(outer.usedAt).toHaveLength(2)
    const url = (blob: PackagedBlob) => `https://s3.eu-west-1.amazonaws.com/bucket/p/blobs/${blob.sha256}`
    expect(properties(plan, 'B')).toEqual({ TemplateURL: url(outer) })
    expect(JSON.parse(bytesOf(outer).toString())).toMatchObject({
      Resources: { C: { Properties: { TemplateURL: url(inner) } } },
    })
    expect(bytesOf(inner).toString()).toContain(`"S3Key":"p/blobs/${code.sha256}"`)
    expect(outer.checksum).toBe(Buffer.from(sha256(bytesOf(outer)), 'hex').toString('base64'))
  })

  it('puts built code into the template that declares it, nested or not, and packs nothing for it', async () => {
    const root = project({
      'app.yaml': `${lambda('gone')}  Sub: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: sub.yaml } }\n`,
      'sub.yaml': 'Resources: { Inner: { Type: AWS::Serverless::Function, Properties: { Handler: a.b } } }',
    })
    const code = { Api: { bucket: 'b', key: 'api' }, Inner: { bucket: 'b', key: 'inner' } }
    const plan = await pack(root, { code, built: new Set(['Api', 'Inner']) })
    expect(properties(plan, 'Api')).toEqual({ Code: { S3Bucket: 'b', S3Key: 'api' } })
    expect(plan.blobs.map(({ source }) => source)).toEqual(['sub.yaml'])
    expect(bytesOf(plan.blobs[0] as PackagedBlob).toString()).toContain('"CodeUri":{"Bucket":"b","Key":"inner"}')
  })

  it('keeps the places of the template as its author wrote it', async () => {
    const root = project({ 'app.yaml': lambda('src'), 'src/a.js': '1' })
    expect((await pack(root)).template.place(['Resources', 'Api', 'Properties', 'Code'])).toMatchObject({ line: 5 })
  })
})

describe('packageStack refuses, with the place', () => {
  const nest = 'Resources:\n  A:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: '
  it.each([
    ['a path that is not there', { 'app.yaml': lambda('gone') }, 'CFN_PATH_MISSING'],
    ['a path below a file', { 'app.yaml': lambda('app.yaml/x') }, 'CFN_PATH_MISSING'],
    ['a path that leads out', { 'app.yaml': lambda('../..') }, 'CFN_PATH_OUTSIDE'],
    ['an absolute path outside', { 'app.yaml': lambda(tmpdir()) }, 'CFN_PATH_OUTSIDE'],
    ['an empty folder', { 'app.yaml': lambda('src'), 'src/.lambdaignore': '*' }, 'CFN_PACKAGE_EMPTY'],
    [
      'a secret among the code',
      { 'app.yaml': lambda('src'), 'src/a.js': '', 'src/.env': 'TOKEN=x' },
      'CFN_SECRET_FOUND',
    ],
    ['a nested template that is not there', { 'app.yaml': `${nest}b.yaml` }, 'CFN_PATH_MISSING'],
    ['a template that nests itself', { 'app.yaml': `${nest}app.yaml` }, 'CFN_NESTED_LOOP'],
    ['a nested folder', { 'app.yaml': `${nest}src`, 'src/x': '' }, 'ARTIFACT_FILE_UNREADABLE'],
    [
      'a script that is a folder',
      {
        'app.yaml':
          'Resources:\n  J:\n    Type: AWS::Glue::Job\n    Properties:\n      Command: { ScriptLocation: src }',
        'src/x': '',
      },
      'CFN_PATH_KIND',
    ],
  ])('%s', async (_, files, code) => {
    expect(await problems(project(files as Record<string, string>))).toEqual([{ code, line: 5 }])
  })

  it.each([
    ['a file', 'secret.txt', 'secret.txt', 'CFN_PATH_OUTSIDE'],
    ['a folder', '.', '.', 'CFN_PATH_OUTSIDE'],
    ['a file inside of a folder', 'secret.txt', 'src/inner.txt', 'ARTIFACT_LINK_INVALID'],
  ])('a link out to %s', async (_, to, link, code) => {
    const outside = project({ 'secret.txt': 'x' })
    const root = project({ 'app.yaml': lambda('src'), ...(link.includes('/') ? { 'src/a.js': '' } : {}) })
    symlinkSync(join(outside, to), join(root, link.includes('/') ? link : 'src'))
    expect(await problems(root)).toEqual([{ code, line: 5 }])
  })

  it('what is too large', async () => {
    const root = project({ 'app.yaml': lambda('src'), 'src/large.bin': '' })
    truncateSync(join(root, 'src/large.bin'), 251 * 1024 * 1024)
    expect(await problems(root)).toEqual([{ code: 'CFN_PACKAGE_TOO_LARGE', line: 5 }])
  })

  it('code that the configuration builds and nobody gave', async () => {
    const root = project({ 'app.yaml': lambda('src'), 'src/a.js': '' })
    expect(await problems(root, { built: new Set(['Api', 'Other']) })).toEqual([{ code: 'CFN_CODE_UNBUILT', line: 2 }])
  })

  it('everything at once, and what is wrong in a nested template at its own place', async () => {
    const root = project({
      'app.yaml': `${lambda('gone')}  Sub: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: sub.yaml } }\n`,
      'sub.yaml': '\n\nResources: [',
    })
    expect(await problems(root)).toEqual([
      { code: 'CFN_PATH_MISSING', line: 5 },
      { code: 'TEMPLATE_SYNTAX', line: 3 },
    ])
  })
})
