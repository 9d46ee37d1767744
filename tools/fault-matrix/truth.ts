/** What is really there, asked of the cloud itself and of none of our packages. */
import { CloudFormationClient, DescribeStacksCommand, ListChangeSetsCommand } from '@aws-sdk/client-cloudformation'
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { GetAliasCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { GetObjectCommand, HeadBucketCommand, S3Client } from '@aws-sdk/client-s3'

/** The environment as anybody can see it; absent where it is not there. */
export interface Truth {
  readonly stack: string
  /** Change sets that nobody executed. */
  readonly changeSets: number
  /** The value of the stack's parameter Loud. */
  readonly loud?: string
  /** The version that the alias `live` points to, and what it answers. */
  readonly version?: string
  readonly answer?: string
  /** The title of the site's page. */
  readonly title?: string
  readonly config: boolean
  readonly table: boolean
  readonly bucket: boolean
  /** The newest release record, and the last good one. */
  readonly latest?: { readonly id: string; readonly outcome: string }
  readonly good?: string
  readonly locked: boolean
}

const account = '000000000000'
const region = 'us-east-1'
const stackName = 'tiny-local-app'
const functionName = 'tiny-local-function-hello'
const siteBucket = `tiny-local-site-${account}-${region}`
const records = `project-utils-${account}-${region}`

/** Opens the way to look at the tiny project in a local cloud. */
export function openTruth(endpoint: string): { read(): Promise<Truth>; close(): void } {
  const credentials = { accessKeyId: account, secretAccessKey: 'truth' }
  const config = { endpoint, region, credentials }
  const cloudFormation = new CloudFormationClient(config)
  const lambda = new LambdaClient(config)
  const dynamo = new DynamoDBClient(config)
  const s3 = new S3Client({ ...config, forcePathStyle: true })

  const object = async (Bucket: string, Key: string): Promise<string | undefined> =>
    orAbsent(s3.send(new GetObjectCommand({ Bucket, Key })).then(({ Body }) => Body?.transformToString()))
  async function readStack() {
    const found = await orAbsent(cloudFormation.send(new DescribeStacksCommand({ StackName: stackName })))
    const stack = found?.Stacks?.[0]
    if (stack === undefined || stack.StackStatus === 'DELETE_COMPLETE') return { stack: 'ABSENT', changeSets: 0 }
    const sets = await cloudFormation.send(new ListChangeSetsCommand({ StackName: stackName }))
    const loud = stack.Parameters?.find(({ ParameterKey }) => ParameterKey === 'Loud')?.ParameterValue
    return {
      stack: stack.StackStatus ?? '?',
      changeSets: sets.Summaries?.filter(({ ExecutionStatus }) => ExecutionStatus === 'AVAILABLE').length ?? 0,
      ...(loud === undefined ? {} : { loud }),
    }
  }
  async function readLive() {
    const FunctionName = functionName
    const found = await orAbsent(lambda.send(new GetAliasCommand({ FunctionName, Name: 'live' })))
    if (found?.FunctionVersion === undefined) return {}
    const Payload = new TextEncoder().encode('{"rawPath":"/hello"}')
    const said = await lambda.send(new InvokeCommand({ FunctionName, Qualifier: 'live', Payload }))
    const { body } = JSON.parse(new TextDecoder().decode(said.Payload)) as { readonly body?: string }
    return { version: found.FunctionVersion, ...(body === undefined ? {} : { answer: body }) }
  }
  async function readCurrent() {
    const text = await object(records, 'tiny/local/releases/current.json')
    if (text === undefined) return {}
    const { latest, good } = JSON.parse(text) as { latest: NonNullable<Truth['latest']>; good: { id: string } | null }
    return { latest: { id: latest.id, outcome: latest.outcome }, ...(good === null ? {} : { good: good.id }) }
  }
  async function read(): Promise<Truth> {
    const [stack, live, current, page, configText, table, bucket, lock] = await Promise.all([
      readStack(),
      readLive(),
      readCurrent(),
      object(siteBucket, 'index.html'),
      object(siteBucket, 'config.json'),
      orAbsent(dynamo.send(new DescribeTableCommand({ TableName: 'tiny-local-table-notes' }))),
      orAbsent(s3.send(new HeadBucketCommand({ Bucket: siteBucket }))),
      object(records, `tiny/local/locks/${account}-${region}.json`),
    ])
    const title = page === undefined ? undefined : /<title>(.*)<\/title>/.exec(page)?.[1]
    return {
      ...stack,
      ...live,
      ...current,
      ...(title === undefined ? {} : { title }),
      config: configText !== undefined,
      table: table !== undefined,
      bucket: bucket !== undefined,
      locked: lock !== undefined,
    }
  }
  const close = (): void => {
    for (const client of [cloudFormation, lambda, dynamo, s3]) client.destroy()
  }
  return { read, close }
}

async function orAbsent<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof Error && /NotFound|NoSuch|does not exist/.test(`${error.name} ${error.message}`))
      return undefined
    throw error
  }
}
