/** How each tool deploys the project of `project/`, and what it leaves that a first deployment must not find. */
import { readFileSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packedBin } from '../packed.ts'
import type { Peer } from './peers.ts'

/** A tool that deploys. */
export interface DeployTool {
  readonly name: string
  /** What runs for every deployment, one after the other. */
  readonly commands: readonly (readonly string[])[]
  /** What runs once, and is not measured. */
  readonly once?: readonly string[]
  readonly stack: string
  /** The bucket that its artifacts and records lie in; made beforehand where `once` does not make it. */
  readonly bucket?: string
  /** What it keeps in the project's folder. */
  readonly leftovers: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** Changes the copy of the project where the tool needs another form of it. */
  prepare(folder: string): void
}

const plain = { leftovers: [], environment: {}, prepare: () => undefined }

/** The packed `project-deploy`. */
export function ourTool(): DeployTool {
  const command = [process.execPath, packedBin('project-deploy')]
  const target = ['--config', 'project.yaml', '--env', 'local']
  return {
    ...plain,
    name: 'project-deploy',
    commands: [[...command, ...target]],
    once: [...command, 'bootstrap', '--yes', ...target],
    stack: 'bench-local-app',
    bucket: 'project-utils-000000000000-us-east-1',
    leftovers: ['.project-utils'],
  }
}

/** The packed `project-cfn`: the stack alone, its code packed as it lies there, as the peers do it. */
export function stackTool(): DeployTool {
  const target = ['--config', 'stack.yaml', '--env', 'local']
  return {
    ...plain,
    name: 'project-cfn',
    commands: [[process.execPath, packedBin('project-cfn'), 'deploy', ...target]],
    once: [process.execPath, packedBin('project-deploy'), 'bootstrap', '--yes', ...target],
    stack: 'bench-local-stack',
    bucket: 'project-utils-000000000000-us-east-1',
    leftovers: ['.project-utils'],
    prepare: (folder) => {
      const lines = [
        'project: bench',
        'environments:',
        '  local: { target: local }',
        'stacks:',
        '  stack: { template: template.yaml }',
      ]
      writeFileSync(join(folder, 'stack.yaml'), `${lines.join('\n')}\n`)
    },
  }
}

/** The floor program, as plain JavaScript. */
export function floorTool(): DeployTool {
  const [stack, bucket] = ['bench-floor', 'bench-floor-code']
  return {
    ...plain,
    name: 'floor',
    commands: [[process.execPath, 'floor.mjs', stack, bucket]],
    stack,
    bucket,
    prepare: (folder) => {
      for (const name of ['floor', 'signed']) {
        const source = readFileSync(fileURLToPath(new URL(`${name}.ts`, import.meta.url)), 'utf8')
        const script = stripTypeScriptTypes(source).replaceAll('./signed.ts', './signed.mjs')
        writeFileSync(join(folder, `${name}.mjs`), script)
      }
    },
  }
}

const peers: Readonly<Record<Peer['name'], (peer: Peer) => DeployTool>> = {
  awscli: ({ command }) => ({
    ...plain,
    name: 'awscli',
    commands: [
      [
        ...[...command, 'cloudformation', 'package', '--template-file', 'template.yaml'],
        ...['--s3-bucket', 'bench-awscli-code', '--output-template-file', 'packaged.yaml'],
      ],
      [
        ...[...command, 'cloudformation', 'deploy', '--template-file', 'packaged.yaml', '--stack-name', 'bench-awscli'],
        ...['--capabilities', 'CAPABILITY_IAM', '--no-fail-on-empty-changeset'],
      ],
    ],
    stack: 'bench-awscli',
    bucket: 'bench-awscli-code',
    leftovers: ['packaged.yaml'],
  }),
  'aws-sam-cli': ({ command }) => ({
    ...plain,
    name: 'aws-sam-cli',
    commands: [
      [
        ...[...command, 'deploy', '--template-file', 'template.yaml', '--stack-name', 'bench-sam'],
        ...['--s3-bucket', 'bench-sam-code', '--capabilities', 'CAPABILITY_IAM'],
        ...['--no-confirm-changeset', '--no-fail-on-empty-changeset'],
      ],
    ],
    stack: 'bench-sam',
    bucket: 'bench-sam-code',
    environment: { SAM_CLI_TELEMETRY: '0' },
  }),
  'aws-cdk': ({ command, folder }) => ({
    ...plain,
    name: 'aws-cdk',
    commands: [[...command, 'deploy', '--require-approval', 'never', '--no-notices']],
    once: [...command, 'bootstrap', 'aws://000000000000/us-east-1', '--no-notices'],
    stack: 'bench-cdk',
    bucket: 'cdk-hnb659fds-assets-000000000000-us-east-1',
    leftovers: ['cdk.out'],
    environment: { NODE_PATH: join(folder, 'node_modules') },
    prepare: (project) =>
      rewrite(project, 'included.yaml', (text) => text.replace('Code: code', 'Code: { ZipFile: "" }')),
  }),
  osls: ({ command }) => ({
    ...plain,
    name: 'osls',
    commands: [[...command, 'deploy']],
    stack: 'bench-osls',
    leftovers: ['.serverless'],
    environment: { SLS_TELEMETRY_DISABLED: '1', SLS_NOTIFICATIONS_MODE: 'off' },
    prepare: (project) =>
      rewrite(project, 'resources.yaml', (text) => text.replace(/ *# function \{.*# function \}\n/s, '')),
  }),
}

/** How a peer deploys. */
export function peerTool(peer: Peer): DeployTool {
  return peers[peer.name](peer)
}

function rewrite(folder: string, name: string, change: (text: string) => string): void {
  writeFileSync(join(folder, name), change(readFileSync(join(folder, 'template.yaml'), 'utf8')))
}
