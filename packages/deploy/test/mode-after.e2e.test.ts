import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Plan } from '@project-utils/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'
import { openTiny, type TinyProject } from '../../../tools/tiny-project.ts'

const files = {
  'project.yaml': `
project: after
defaults: { region: us-east-1 }
environments: { local: { target: local } }
functions: { Hello: { entry: src/hello.js } }
stacks: { app: { template: app.yaml } }
suites:
  smoke:
    - lambda: { function: Hello, event: {}, writes: false, expect: { json: { says: { equals: one } } } }
`,
  'src/hello.js': `exports.handler = async () => { console.log('asked'); return { says: 'one' } }\n`,
  'app.yaml': `
Metadata: { Padding: "${'x'.repeat(60_000)}" }
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }] }
  Hello:
    Type: AWS::Lambda::Function
    Properties: { Code: ./src, Handler: hello.handler, Runtime: nodejs22.x, Role: !GetAtt Role.Arn, MemorySize: 128, Timeout: 5 }
`,
}

let local: TestCloud
let project: TinyProject

beforeAll(async () => {
  local = await testCloud()
  project = await openTiny({ endpoint: local.endpoint, localFolder: local.options.folder })
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(project.folder, name)), { recursive: true })
    await writeFile(join(project.folder, name), text)
  }
})
afterAll(async () => {
  await project?.close()
  await local?.stop()
})

describe('a function without a managed alias, in a template too long for the call', () => {
  it('is deployed, and the plan says that nothing holds it back', async () => {
    const dry = await project.json('--dry-run')
    const { plan } = dry.data as unknown as { readonly plan: Plan }
    expect(plan.notes.join('\n')).toContain('Hello: mode after')
    expect(plan.steps.map(({ kind }) => kind)).not.toContain('publish')
    expect(await project.json()).toMatchObject({ exitCode: 0, problems: [] })
    expect(await project.json()).toMatchObject({ data: { outcome: 'nothing to do' } })
  })

  it('is checked after the stack serves it: a failing suite is exit 7, and the stack is given the code of before again', async () => {
    await project.edit('src/hello.js', (text) => text.replace("'one'", "'two'"))
    const failed = await project.json()
    expect(failed).toMatchObject({ exitCode: 7, problems: [{ code: 'DEPLOY_SUITE_FAILED' }] })
    expect(failed.data).toMatchObject({ rolledBack: true, traffic: 'the release before serves again' })
    await project.edit('src/hello.js', (text) => text.replace("'two'", "'one'"))
    expect(await project.json()).toMatchObject({ exitCode: 0, data: { outcome: 'nothing to do' } })
  })
})
