/** Where `project-lambda` is killed: a local cloud behind a proxy, and what undisturbed runs give. */
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { holderCheck } from '@project-utils/cli'
import { bucketName, openRecords, type Records } from '@project-utils/records'
import { packedBin } from '../packed.ts'
import { startProxy } from '../proxy/proxy.ts'
import type { TestCloud } from '../test-cloud.ts'
import { type CrashCommand, wholeRun } from './crash-run.ts'
import { type Disturber, openDisturber } from './disturbance.ts'
import { declareProject, type LambdaProject, roleName, writeSources } from './lambda-project.ts'

/** A zip as an undisturbed build makes it. */
export interface RightZip {
  readonly logicalId: string
  readonly manifest: string
  readonly codeSha256: string
  readonly bytes: Buffer
}

export interface LambdaGround {
  readonly account: string
  readonly bucket: string
  readonly lambda: LambdaClient
  readonly s3: S3Client
  readonly disturber: Disturber
  /** The right zips of each version of the sources. */
  readonly versions: readonly (readonly RightZip[])[]
  /** A run of `project-lambda` in a project's folder, with `--json`. */
  command(project: LambdaProject, args: readonly string[]): CrashCommand
  /** A new project with a name of its own, and the records of it; `close` removes its folder. */
  open(): { readonly project: LambdaProject; readonly records: Records; close(): void }
  close(): Promise<void>
}

const account = '640000000000'
const region = 'us-east-1'
const versions = 3

/** Opens the ground in a local cloud and builds every version of the sources without a disturbance. */
export async function openLambdaGround(cloud: TestCloud): Promise<LambdaGround> {
  const bin = packedBin('project-lambda')
  const disturber = openDisturber()
  const proxy = await startProxy({ target: cloud.endpoint, interceptors: [disturber.interceptor] })
  const settings = {
    endpoint: cloud.endpoint,
    region,
    forcePathStyle: true,
    credentials: { accessKeyId: account, secretAccessKey: 'judge' },
  }
  const [lambda, s3, isAlive] = [new LambdaClient(settings), new S3Client(settings), await holderCheck()]
  const bucket = bucketName({ account, region })
  await s3.send(new CreateBucketCommand({ Bucket: bucket }))
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }
  const role = { RoleName: roleName, AssumeRolePolicyDocument: JSON.stringify({ Statement: [trust] }) }
  await new IAMClient(settings).send(new CreateRoleCommand(role))
  const path = [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter)
  const own = { PATH: path, PROJECT_UTILS_LOCAL_FOLDER: cloud.options.folder, AWS_ENDPOINT_URL: proxy.endpoint }
  const env = { ...process.env, ...own }
  const command: LambdaGround['command'] = ({ root }, args) => ({
    file: process.execPath,
    args: [bin, ...args, '--json'],
    cwd: root,
    env,
  })
  let opened = 0
  const open: LambdaGround['open'] = () => {
    opened += 1
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'lambda-life-')))
    const project = { root, name: `life-${opened}`, account }
    declareProject(project)
    const scope = { project: project.name, environment: 'local', tier: 'full', account, region, local: true } as const
    const records = openRecords({ s3, scope, now: () => new Date(), isAlive })
    return { project, records, close: () => rmSync(root, { recursive: true, force: true }) }
  }
  return {
    account,
    bucket,
    lambda,
    s3,
    disturber,
    versions: await buildVersions(open().project, command),
    command,
    open,
    close: async () => {
      lambda.destroy()
      s3.destroy()
      await proxy.close()
    },
  }
}

async function buildVersions(
  project: LambdaProject,
  command: LambdaGround['command'],
): Promise<LambdaGround['versions']> {
  const all: (readonly RightZip[])[] = []
  try {
    for (let version = 0; version < versions; version += 1) {
      writeSources(project, version)
      const { code, stdout, stderr } = await wholeRun(command(project, ['package', '--out', 'right']))
      if (code !== 0) throw new Error(`an undisturbed build ends with ${code}: ${stdout} ${stderr}`)
      const folder = join(project.root, 'right')
      const list: { readonly artifacts: readonly (Omit<RightZip, 'bytes'> & { readonly file: string })[] } = JSON.parse(
        readFileSync(join(folder, 'artifacts.json'), 'utf8'),
      )
      all.push(list.artifacts.map(({ file, ...rest }) => ({ ...rest, bytes: readFileSync(join(folder, file)) })))
    }
    return all
  } finally {
    rmSync(project.root, { recursive: true, force: true })
  }
}
