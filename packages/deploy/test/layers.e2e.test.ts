import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Envelope, Plan, Step } from '@project-utils/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningProxy, startProxy } from '../../../tools/proxy/proxy.ts'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'
import { openTiny, type TinyProject } from '../../../tools/tiny-project.ts'

const role = `
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }] }`

const files = {
  'project.yaml': `
project: layered
defaults: { region: us-east-1 }
environments: { local: { target: local } }
functions:
  Hello: { entry: src/hello.js }
  Alone: { entry: src/alone.js }
layers:
  SharedLayer: { directory: layers/shared }
stacks: { app: { template: app.yaml } }
suites:
  gate:
    - lambda: { function: Hello, event: {}, writes: false, expect: { json: { says: string } } }
  smoke:
    - lambda: { function: Hello, event: {}, writes: false, expect: { json: { says: { equals: one } } } }
`,
  // The name is not written out, so that the bundler leaves it to the layer.
  'src/hello.js': `const name = ['gree', 'ting'].join('')\nexports.handler = async () => ({ says: require(name).text })\n`,
  'src/alone.js': `exports.handler = async () => ({ says: 'alone' })\n`,
  'layers/shared/nodejs/node_modules/greeting/package.json': '{ "name": "greeting", "version": "1.0.0" }',
  'layers/shared/nodejs/node_modules/greeting/index.js': `exports.text = 'one'\n`,
  'app.yaml': `
Parameters:
  HelloVersion: { Type: String, Default: $LATEST }
  AloneVersion: { Type: String, Default: $LATEST }
Resources:${role}
  SharedLayer:
    Type: AWS::Lambda::LayerVersion
    Properties: { Content: layers/shared, CompatibleRuntimes: [nodejs24.x] }
  Hello:
    Type: AWS::Lambda::Function
    Properties: { Code: ./src, Handler: hello.handler, Runtime: nodejs24.x, Role: !GetAtt Role.Arn, MemorySize: 512, Timeout: 30, Layers: [!Ref SharedLayer] }
  HelloLive: { Type: AWS::Lambda::Alias, Properties: { Name: live, FunctionName: !Ref Hello, FunctionVersion: !Ref HelloVersion } }
  Alone:
    Type: AWS::Lambda::Function
    Properties: { Code: ./src, Handler: alone.handler, Runtime: nodejs24.x, Role: !GetAtt Role.Arn, MemorySize: 512, Timeout: 30 }
  AloneLive: { Type: AWS::Lambda::Alias, Properties: { Name: live, FunctionName: !Ref Alone, FunctionVersion: !Ref AloneVersion } }
`,
}

let local: TestCloud
let proxy: RunningProxy
let project: TinyProject

beforeAll(async () => {
  local = await testCloud()
  proxy = await startProxy({ target: local.endpoint })
  project = await openTiny({ endpoint: proxy.endpoint, localFolder: local.options.folder })
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(project.folder, name)), { recursive: true })
    await writeFile(join(project.folder, name), text)
  }
})
afterAll(async () => {
  await project?.close()
  await proxy?.close()
  await local?.stop()
})

describe('a layer of the project', () => {
  it('is uploaded with the functions, and reaches the one that uses it', async () => {
    const dry = await project.json('--dry-run')
    expect(stepOf(dry, 'blobs')?.title).toContain('SharedLayer')
    expect(await project.json()).toMatchObject({ exitCode: 0, problems: [], data: { outcome: 'succeeded' } })
  })

  it('costs nothing where nothing changed', async () => {
    proxy.reset()
    expect(await project.json()).toMatchObject({ exitCode: 0, data: { outcome: 'nothing to do' } })
    const calls = proxy.calls().filter(({ service }) => service !== 'unsigned')
    expect(calls.map(({ operation }) => operation).toSorted()).toEqual(['DescribeStacks', 'GetObject'])
  })

  it('is not built where another machine built it and stored it in the bucket', async () => {
    await rm(join(project.folder, '.project-utils'), { recursive: true })
    const events = await project.events()
    const built = events.flatMap((event) => (event.type === 'step' && event.id.startsWith('build.') ? [event.id] : []))
    expect(built).toEqual([])
    expect(events.at(-1)).toMatchObject({ result: { exitCode: 0, data: { outcome: 'nothing to do' } } })
  })

  it('brings a new version of the function that uses it, and of no other, where it alone changed', async () => {
    await project.edit('layers/shared/nodejs/node_modules/greeting/index.js', (text) => text.replace('one', 'two'))
    await project.edit('project.yaml', (text) => text.replace('equals: one', 'equals: two'))
    const dry = await project.json('--dry-run')
    const ids = planOf(dry).steps.map(({ id }) => id)
    expect(ids).toEqual(['blobs', 'stack.app', 'publish.Hello', 'gate', 'alias.Hello', 'suite.smoke'])
    expect(stepOf(dry, 'publish.Hello')?.why).toContain('its layer SharedLayer')
    expect(await project.json()).toMatchObject({ exitCode: 0, problems: [], data: { outcome: 'succeeded' } })
    expect(await project.json()).toMatchObject({ data: { outcome: 'nothing to do' } })
  })
})

describe('before anything is sent, refused are', () => {
  it.each([
    [
      'a layer that no template declares, with those that are',
      'project.yaml',
      (text: string) => text.replace('  SharedLayer:', '  SharedLayr: { directory: layers/shared }\n  SharedLayer:'),
      { code: 'DEPLOY_LAYER_UNKNOWN', hint: expect.stringContaining('SharedLayer') },
    ],
    [
      'a layer that nothing was built for',
      'app.yaml',
      (text: string) =>
        text.replace(
          '  HelloLive:',
          '  Other: { Type: AWS::Lambda::LayerVersion, Properties: { Content: ./x } }\n  HelloLive:',
        ),
      { code: 'TEMPLATE_LAYER_UNBUILT', where: expect.objectContaining({ line: 16 }) },
    ],
    [
      'an image where the template has a zip',
      'project.yaml',
      (text: string) => text.replace('Alone: { entry: src/alone.js }', 'Alone: { image: { directory: src } }'),
      { code: 'LAMBDA_CONTRADICTION', message: expect.stringContaining('declares a zip') },
    ],
    [
      'an image in the local cloud',
      'project.yaml',
      (text: string) => text.replace('Alone: { entry: src/alone.js }', 'Alone: { image: { directory: src } }'),
      { code: 'LAMBDA_IMAGE_NOT_LOCAL' },
    ],
    [
      'memory that Lambda does not offer',
      'app.yaml',
      (text: string) => text.replace('MemorySize: 512', 'MemorySize: 64'),
      { code: 'LAMBDA_SETTING_INVALID' },
    ],
  ])('%s', async (_what, file, change, problem) => {
    let before = ''
    await project.edit(file, (text) => {
      before = text
      return change(text)
    })
    proxy.reset()
    const refused = await project.json()
    await project.edit(file, () => before)
    expect(refused).toMatchObject({ exitCode: 2, problems: expect.arrayContaining([expect.objectContaining(problem)]) })
    expect(proxy.calls().filter(({ service }) => service !== 'unsigned')).toEqual([])
  })
})

function planOf({ data }: Envelope): Plan {
  return (data as unknown as { readonly plan: Plan }).plan
}

function stepOf(envelope: Envelope, id: string): Step | undefined {
  return planOf(envelope).steps.find((step) => step.id === id)
}
