import { execFileSync } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'
import { openTiny, type TinyProject } from '../../../tools/tiny-project.ts'

const files = {
  'project.yaml': `
project: snake
defaults: { region: us-east-1 }
environments: { local: { target: local } }
functions:
  Greet: { directory: src }
layers:
  PackagesLayer: { directory: layers/packages }
stacks: { app: { template: app.yaml } }
suites:
  smoke:
    - lambda: { function: Greet, event: { name: you }, writes: false, expect: { json: { says: { equals: "hello, you" } } } }
`,
  'src/greet.py': `from greeting import greet\n\ndef handler(event, context):\n    return {"says": greet(event["name"])}\n`,
  'layers/packages/requirements.txt': '--no-index\n--find-links wheels\ngreeting==1.0\n',
  'app.yaml': `
Parameters:
  GreetVersion: { Type: String, Default: $LATEST }
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }] }
  PackagesLayer:
    Type: AWS::Lambda::LayerVersion
    Properties: { Content: layers/packages, CompatibleRuntimes: [python3.13] }
  Greet:
    Type: AWS::Lambda::Function
    Properties: { Code: ./src, Handler: greet.handler, Runtime: python3.13, Role: !GetAtt Role.Arn, MemorySize: 512, Timeout: 30, Layers: [!Ref PackagesLayer] }
  GreetLive: { Type: AWS::Lambda::Alias, Properties: { Name: live, FunctionName: !Ref Greet, FunctionVersion: !Ref GreetVersion } }
`,
}

/** Makes a wheel of one module, as a package index would offer it. */
const wheelMaker = `
import sys, zipfile
folder, version, text = sys.argv[1:]
info = 'greeting-' + version + '.dist-info'
files = {'greeting/__init__.py': text,
  info + '/METADATA': 'Metadata-Version: 2.1\\nName: greeting\\nVersion: ' + version + '\\n',
  info + '/WHEEL': 'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n'}
record = ''.join(name + ',,\\n' for name in [*files, info + '/RECORD'])
with zipfile.ZipFile(folder + '/greeting-' + version + '-py3-none-any.whl', 'w') as wheel:
    for name, content in {**files, info + '/RECORD': record}.items(): wheel.writestr(name, content)
`

let local: TestCloud
let project: TinyProject

beforeAll(async () => {
  local = await testCloud()
  project = await openTiny({ endpoint: local.endpoint, localFolder: local.options.folder })
  // What the tiny project has beside is of its own function.
  for (const name of ['template.yaml', 'function', 'site'])
    await rm(join(project.folder, name), { recursive: true, force: true })
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(project.folder, name)), { recursive: true })
    await writeFile(join(project.folder, name), text)
  }
  await mkdir(join(project.folder, 'layers/packages/wheels'))
  makeWheel('1.0', 'hello')
})
afterAll(async () => {
  await project?.close()
  await local?.stop()
})

function makeWheel(version: string, word: string): void {
  const folder = join(project.folder, 'layers/packages/wheels')
  const text = `def greet(name):\n    return "${word}, " + name\n`
  execFileSync('python3', ['-c', wheelMaker, folder, version, text])
}

describe('a layer of Python packages', () => {
  it('is installed, deployed, and imported by the function that uses it', async () => {
    const deployed = await project.json()
    expect(deployed).toMatchObject({ exitCode: 0, problems: [], data: { outcome: 'succeeded' } })
    expect(deployed.findings.map(({ rule }) => rule)).not.toContain('lambda/import-missing')
    expect(await project.json()).toMatchObject({ exitCode: 0, data: { outcome: 'nothing to do' } })
  })

  it('brings another version of its package, and with it a version of the function', async () => {
    makeWheel('2.0', 'good day')
    await project.edit('layers/packages/requirements.txt', (text) => text.replace('1.0', '2.0'))
    await project.edit('project.yaml', (text) => text.replace('hello, you', 'good day, you'))
    expect(await project.json()).toMatchObject({ exitCode: 0, problems: [], data: { outcome: 'succeeded' } })
  })
})
