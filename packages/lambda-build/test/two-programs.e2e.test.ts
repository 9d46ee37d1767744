import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Change, Envelope, Plan } from '@project-utils/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'
import { type Bench, openBench } from './bench.ts'

const role = `
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }] }`

const files = {
  'project.yaml': `
project: twofold
defaults: { region: us-east-1 }
environments: { local: { target: local } }
build: { environment: { THEME: plain } }
functions:
  Web: { entry: src/web.ts, external: [greeting] }
  Task: { directory: task }
layers:
  Shared: { directory: layers/shared }
stacks: { app: { template: app.yaml, parameters: { Chip: arm64 } } }
`,
  'src/web.ts': `export const handler = async (): Promise<string> => process.env.THEME ?? ''\n`,
  'task/app.py': `def handler(event, context):\n    return 'task'\n`,
  'layers/shared/nodejs/node_modules/greeting/package.json': '{ "name": "greeting", "version": "1.0.0" }',
  'layers/shared/nodejs/node_modules/greeting/index.js': `exports.text = 'one'\n`,
  'app.yaml': `
Parameters:
  Chip: { Type: String }
Resources:${role}
  Shared: { Type: AWS::Lambda::LayerVersion, Properties: { Content: layers/shared, CompatibleRuntimes: [nodejs24.x] } }
  Web:
    Type: AWS::Lambda::Function
    Properties: { Code: ./src, Handler: web.handler, Runtime: nodejs24.x, Role: !GetAtt Role.Arn, MemorySize: 512, Timeout: 30, Layers: [!Ref Shared], Architectures: [!Ref Chip] }
  Task:
    Type: AWS::Lambda::Function
    Properties: { Code: ./task, Handler: app.handler, Runtime: python3.13, Role: !GetAtt Role.Arn, MemorySize: 512, Timeout: 30, Architectures: [!Ref Chip] }
`,
}

let cloud: TestCloud
let bench: Bench

beforeAll(async () => {
  cloud = await testCloud()
  bench = await openBench({ endpoint: cloud.endpoint, localFolder: cloud.options.folder })
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(bench.folder, name)), { recursive: true })
    await writeFile(join(bench.folder, name), text)
  }
})
afterAll(async () => {
  await bench?.close()
  await cloud?.stop()
})

describe('what one program built, the other one', () => {
  it('does not build again', async () => {
    const built = { Web: 'first build', Task: 'first build', Shared: 'first build' }
    expect(whyOf(await bench.json('build'))).toEqual(built)
    const dry = await bench.deploy('--dry-run')
    expect(uploadsOf(dry).map(({ subject }) => subject)).toEqual(Object.keys(built))
    expect(uploadsOf(dry).filter(({ reason }) => reason !== undefined)).toEqual([])
  })

  it('builds where something changed, and then for both', async () => {
    await bench.edit('src/web.ts', (text) => text.replace("''", "'none'"))
    const reasons = uploadsOf(await bench.deploy('--dry-run')).map(({ reason }) => reason)
    expect(reasons).toEqual(['src/web.ts changed', undefined, undefined])
    expect(whyOf(await bench.json('build'))).toEqual({ Web: 'unchanged', Task: 'unchanged', Shared: 'unchanged' })
  })
})

interface Row {
  readonly logicalId: string
  readonly why: string
}

function whyOf({ data }: Envelope): Readonly<Record<string, string>> {
  const { artifacts } = data as unknown as { readonly artifacts: readonly Row[] }
  return Object.fromEntries(artifacts.map(({ logicalId, why }) => [logicalId, why]))
}

function uploadsOf({ data }: Envelope): readonly Change[] {
  const { plan } = data as unknown as { readonly plan: Plan }
  return plan.steps.find(({ id }) => id === 'blobs')?.changes ?? []
}
