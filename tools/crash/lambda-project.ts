/** A small project for `project-lambda`: two bundles that share a file, and a folder that is packed as it is. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { seeded } from '../soak/random.ts'

/** Whose project it is, and where it is deployed. */
export interface LambdaProject {
  readonly root: string
  /** Part of all names in the account. */
  readonly name: string
  readonly account: string
}

/** Logical ids, and the files that hold the handlers. */
export const functions: Readonly<Record<string, string>> = { One: 'one', Two: 'two', Folder: 'folder' }

const files = 20
const size = 40_000

/** The physical name of a function. */
export function functionName({ name }: Pick<LambdaProject, 'name'>, id: string): string {
  return `${name}-local-function-${functions[id] ?? id}`
}

/** Writes configuration and template. */
export function declareProject(project: LambdaProject): void {
  const { root, name, account } = project
  const configuration = {
    project: name,
    environments: { local: { target: 'local', account } },
    functions: {
      One: { entry: 'src/one.ts' },
      Two: { entry: 'src/two.ts' },
      Folder: { directory: 'folder', bundle: false },
    },
    stacks: { app: { template: 'template.yaml' } },
  }
  const resources = Object.entries(functions).flatMap(([id, file]) => {
    const properties = {
      FunctionName: functionName(project, id),
      Code: '.',
      Handler: `${file}.handler`,
      Runtime: 'nodejs24.x',
      MemorySize: 128,
      Timeout: 20,
      Role: roleOf(account),
    }
    const alias = { Name: 'live', FunctionName: { Ref: id }, FunctionVersion: { Ref: `${id}Version` } }
    return [
      [id, { Type: 'AWS::Lambda::Function', Properties: properties }],
      [`${id}Live`, { Type: 'AWS::Lambda::Alias', Properties: alias }],
    ]
  })
  const versions = Object.keys(functions).map((id) => [`${id}Version`, { Type: 'String', Default: '$LATEST' }])
  const template = { Parameters: Object.fromEntries(versions), Resources: Object.fromEntries(resources) }
  for (const folder of ['src', 'folder', 'dist']) mkdirSync(join(root, folder), { recursive: true })
  // JSON is YAML too.
  writeFileSync(join(root, 'project.yaml'), JSON.stringify(configuration))
  writeFileSync(join(root, 'template.yaml'), JSON.stringify(template))
  writeFileSync(join(root, 'package.json'), '{}')
}

export const roleName = 'role-of-functions'

export function roleOf(account: string): string {
  return `arn:aws:iam::${account}:role/${roleName}`
}

/** Writes the sources as they are in one of their versions; each of them changes every function. */
export function writeSources({ root }: Pick<LambdaProject, 'root'>, version: number): void {
  for (const name of ['one', 'two']) {
    const source = `import { shared } from './shared'\nexport const handler = async () => [shared, '${name}']\n`
    writeFileSync(join(root, 'src', `${name}.ts`), source)
  }
  writeFileSync(join(root, 'src', 'shared.ts'), `export const shared: string = '${'x'.repeat(20_000)} ${version}'\n`)
  writeFileSync(join(root, 'folder', 'folder.js'), `exports.handler = async () => ${version}\n`)
  const random = seeded(version)
  for (let number = 0; number < files; number += 1) {
    const letters = Array.from({ length: size / 10 }, () => random().toString(36).slice(2, 12))
    writeFileSync(join(root, 'folder', `${number}.txt`), letters.join(''))
  }
}
