/** A TypeScript project of some functions, in the words of every tool that builds it. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { installed } from '../peers.ts'

/** What the functions import, and the esbuild that all peers bundle with. */
const packages = {
  '@aws-sdk/client-dynamodb': '3.1162.0',
  '@aws-sdk/client-s3': '3.1162.0',
  '@aws-sdk/client-sqs': '3.1162.0',
  esbuild: '0.28.2',
  jose: '6.2.17',
  zod: '4.6.7',
}

/** The versions that decide the size of the bundles. */
export const nodeVersions: string = Object.entries(packages)
  .map(([name, version]) => `${name} ${version}`)
  .join(', ')

/** The folder of programs that were installed with them: esbuild. */
export function nodeTools(): string {
  return join(installed('npm', packages), 'node_modules/.bin')
}

const clients = [
  ['dynamodb', 'DynamoDBClient', 'GetItemCommand', "{ TableName: 'things', Key: { id: { S: id } } }"],
  ['s3', 'S3Client', 'GetObjectCommand', "{ Bucket: 'things', Key: id }"],
  ['sqs', 'SQSClient', 'SendMessageCommand', "{ QueueUrl: 'things', MessageBody: id }"],
] as const

/** Writes the project into an empty folder, its dependencies installed. */
export function writeNodeProject(folder: string, count: number): void {
  const numbers = Array.from({ length: count }, (_, index) => index)
  mkdirSync(join(folder, 'src'), { recursive: true })
  const from = installed('npm', packages)
  cpSync(join(from, 'node_modules'), join(folder, 'node_modules'), { recursive: true, verbatimSymlinks: true })
  cpSync(join(from, 'package-lock.json'), join(folder, 'package-lock.json'))
  const { esbuild, ...dependencies } = packages
  const manifest = { name: 'bench', version: '1.0.0', private: true, dependencies, devDependencies: { esbuild } }
  const files = {
    'package.json': JSON.stringify(manifest, undefined, 2),
    'tsconfig.json': '{ "compilerOptions": { "target": "ES2022", "module": "ESNext", "strict": true } }',
    'project.yaml': projectYaml(numbers),
    'template.yaml': samTemplate(numbers),
    'serverless.yml': serverlessYaml(numbers),
    'cdk.json': '{ "app": "node app.cjs", "versionReporting": false }',
    'app.cjs': cdkApp(count),
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  for (const index of numbers) writeFileSync(join(folder, `src/function-${index}.ts`), source(index))
}

function source(index: number): string {
  const [service, client, command, input] = clients[index % clients.length] ?? clients[0]
  return `import { ${client}, ${command} } from '@aws-sdk/client-${service}'
import { jwtVerify } from 'jose'
import { z } from 'zod'

const input = z.object({ id: z.string().min(1), token: z.string() })
const client = new ${client}({})

export async function handler(event: unknown): Promise<unknown> {
  const { id, token } = input.parse(event)
  await jwtVerify(token, new TextEncoder().encode(process.env.SECRET ?? 'function ${index}'))
  return await client.send(new ${command}(${input}))
}
`
}

function projectYaml(numbers: readonly number[]): string {
  const each = numbers.map(
    (index) =>
      `  Function${index}: { entry: src/function-${index}.ts, runtime: nodejs22.x, handler: function-${index}.handler }`,
  )
  return [
    'project: bench',
    'environments:',
    '  dev: { account: "111111111111", region: us-east-1, tier: full }',
    'functions:',
    ...each,
    '',
  ].join('\n')
}

function samTemplate(numbers: readonly number[]): string {
  const each = numbers.map(
    (index) => `  Function${index}:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: ., Handler: function-${index}.handler, Runtime: nodejs22.x }
    Metadata:
      BuildMethod: esbuild
      BuildProperties:
        EntryPoints: [src/function-${index}.ts]
        MainFields: module,main
        Minify: true
        Sourcemap: true
        Target: node22`,
  )
  return ['Transform: AWS::Serverless-2016-10-31', 'Resources:', ...each, ''].join('\n')
}

function serverlessYaml(numbers: readonly number[]): string {
  const each = numbers.map((index) => `  function${index}: { handler: src/function-${index}.handler }`)
  return `service: bench
frameworkVersion: "4"
plugins: [serverless-esbuild]
provider: { name: aws, region: us-east-1, runtime: nodejs22.x }
package: { individually: true }
custom:
  esbuild: { bundle: true, exclude: [], mainFields: [module, main], minify: true, sourcemap: true, target: node22 }
functions:
${each.join('\n')}
`
}

function cdkApp(count: number): string {
  return `const { App, Stack } = require('aws-cdk-lib')
const { Runtime } = require('aws-cdk-lib/aws-lambda')
const { NodejsFunction } = require('aws-cdk-lib/aws-lambda-nodejs')

const stack = new Stack(new App(), 'bench', { env: { account: '000000000000', region: 'us-east-1' } })
for (let index = 0; index < ${count}; index++) {
  new NodejsFunction(stack, 'Function' + index, {
    entry: 'src/function-' + index + '.ts',
    runtime: Runtime.NODEJS_22_X,
    bundling: { bundleAwsSDK: true, mainFields: ['module', 'main'], minify: true, sourceMap: true, target: 'node22' },
  })
}
`
}
