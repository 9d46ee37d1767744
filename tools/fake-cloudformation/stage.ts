/** A small project on a fake of its own, for tests of a packed bin. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import type { Program } from '@project-utils/cli'
import type { Envelope } from '@project-utils/contract'
import { packedBin } from '../packed.ts'
import { type Fake, type FakeOptions, startFake } from './fake.ts'
import { runProgram } from './in-process.ts'

/** How a command ended. */
export interface StageRun {
  readonly code: number | null | undefined
  readonly stdout: string
  readonly stderr: string
  /** The calls that may change something, such as `CreateChangeSet`, without those of the records' bucket. */
  readonly changing: readonly string[]
  /** Of them, those that CloudFormation refused. */
  readonly refused: readonly string[]
}

/** The same, with the one document that it printed. */
export interface StageAnswer extends StageRun {
  readonly envelope: Envelope
}

/** A project in a temporary folder, and the cloud that it is deployed to. */
export interface Stage {
  readonly fake: Fake
  readonly folder: string
  /** The name of the stack of a key, such as `shop-local-app`. */
  stackName(key: string): string
  write(file: string, text: string): Promise<void>
  start(...args: readonly string[]): ChildProcess
  /** Runs with `--env local`. */
  run(...args: readonly string[]): Promise<StageRun>
  /** Runs with `--env local --json`. */
  ask(...args: readonly string[]): Promise<StageAnswer>
  close(): Promise<void>
}

export interface StageOptions {
  /** Files of the project, `project.yaml` among them; default: one stack of a topic and a queue. */
  readonly files?: Readonly<Record<string, string>>
  /** Script of the program. Default: the packed `project-cfn`. */
  readonly bin?: string
  /** The program itself, to be run in this process instead. */
  readonly program?: Program
  readonly fake?: FakeOptions
  /** Milliseconds after which a program is ended. Default: a minute. */
  readonly patience?: number
  /** What stands before the fake, such as a proxy; gives the address to use. */
  readonly before?: (endpoint: string) => Promise<string>
}

/** The template of the default project. */
export const stageTemplate = `Parameters:
  Label: { Type: String, Default: first }
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties: { TopicName: !Sub "\${AWS::StackName}-topic", DisplayName: !Ref Label }
  Queue:
    Type: AWS::SQS::Queue
    Properties: { QueueName: !Sub "\${AWS::StackName}-queue", MessageRetentionPeriod: 600 }
Outputs:
  QueueUrl: { Value: !Ref Queue }
`

const project = `project: shop
environments:
  local: { target: local }
stacks:
  app: { template: app.yaml }
`

/** Opens a stage; its account has the bucket for records already. */
export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const { program } = options
  const bin = options.bin ?? (program === undefined ? packedBin('project-cfn') : '')
  const fake = await startFake({ pace: 5, ...options.fake })
  const folder = await mkdtemp(join(tmpdir(), 'project-utils-stage-'))
  fake.exists('AWS::S3::Bucket', 'project-utils-000000000000-us-east-1')
  const endpoint = (await options.before?.(fake.endpoint)) ?? fake.endpoint
  const path = [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter)
  const localFolder = join(folder, '.local')
  const environment = {
    ...process.env,
    PATH: path,
    AWS_ENDPOINT_URL: endpoint,
    PROJECT_UTILS_LOCAL_FOLDER: localFolder,
  }

  const write: Stage['write'] = async (file, text) => {
    await mkdir(dirname(join(folder, file)), { recursive: true })
    await writeFile(join(folder, file), text)
  }
  const files = options.files ?? { 'project.yaml': project, 'app.yaml': stageTemplate }
  for (const [file, text] of Object.entries(files)) await write(file, text)
  const start: Stage['start'] = (...args) => {
    const node = bin.endsWith('.ts') ? ['--conditions=@project-utils/source'] : []
    return spawn(process.execPath, [...node, bin, ...args], {
      cwd: folder,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  }
  const run: Stage['run'] = async (...args) => {
    const before = fake.calls.length
    const argv = [...args, '--env', 'local']
    const { code, stdout, stderr } =
      program === undefined
        ? await ended(start(...argv), options.patience ?? 60_000)
        : await runProgram(program, argv, { cwd: folder, environment })
    const changing = fake.calls.slice(before).filter(({ mutating, service }) => mutating && service !== 's3')
    const named = (calls: typeof changing): readonly string[] => calls.map(({ operation }) => operation)
    return {
      code,
      stdout,
      stderr,
      changing: named(changing),
      refused: named(changing.filter(({ status }) => status >= 400)),
    }
  }
  return {
    fake,
    folder,
    stackName: (key) => `shop-local-${key}`,
    write,
    start,
    run,
    ask: async (...args) => {
      const answered = await run(...args, '--json')
      return { ...answered, envelope: parse(answered.stdout, answered.stderr) }
    },
    close: async () => {
      await fake.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Waits for a program's end, and ends it where it has none: what waits for ever must not stop a test of many cases. */
function ended(
  child: ChildProcess,
  patience: number,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  let [stdout, stderr] = ['', '']
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), patience)
  return new Promise((resolve) =>
    child.once('close', (code) => {
      clearTimeout(timer)
      resolve({ code, stdout, stderr })
    }),
  )
}

function parse(stdout: string, stderr: string): Envelope {
  try {
    return JSON.parse(stdout)
  } catch {
    throw new Error(`no JSON: ${stdout}\n${stderr}`)
  }
}
