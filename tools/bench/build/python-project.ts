/** A small Python function with common packages, two of them native, in the words of every tool that builds it. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const requirements = [
  'pydantic==2.12.3',
  'PyJWT==2.10.1',
  'python-dateutil==2.9.0.post0',
  'PyYAML==6.0.3',
  'requests==2.32.5',
]

/** The versions that decide what is installed. */
export const pythonVersions: string = requirements.join(', ').replaceAll('==', ' ')

/** Writes the project into a folder; `version` such as `3.11`. */
export function writePythonProject(folder: string, version: string): void {
  mkdirSync(join(folder, 'code'), { recursive: true })
  const runtime = `python${version}`
  const template = `Transform: AWS::Serverless-2016-10-31
Resources:
  PythonFunction:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: code, Handler: app.handler, Runtime: ${runtime}, Architectures: [x86_64] }
`
  const files = {
    'code/app.py': 'import pydantic\n\n\ndef handler(event, context):\n    return pydantic.VERSION\n',
    'code/requirements.txt': `${requirements.join('\n')}\n`,
    'template.yaml': template,
    'template-uv.yaml': `${template}    Metadata: { BuildMethod: python-uv }\n`,
    'project.yaml': `project: bench
environments:
  dev: { account: "111111111111", region: us-east-1, tier: full }
functions:
  PythonFunction: { entry: code/app.py, handler: app.handler, runtime: ${runtime}, architecture: x86_64 }
`,
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
}
