/** All that is in an account, as lines: so that what a run left behind can be told from what it was to make. */
import {
  CloudFormationClient,
  ListChangeSetsCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
} from '@aws-sdk/client-cloudformation'
import { CloudFrontClient, ListDistributionsCommand, ListOriginAccessControlsCommand } from '@aws-sdk/client-cloudfront'
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam'
import {
  LambdaClient,
  ListAliasesCommand,
  ListFunctionsCommand,
  ListVersionsByFunctionCommand,
} from '@aws-sdk/client-lambda'
import { ListBucketsCommand, ListMultipartUploadsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'

/** How often each thing is there: a line such as `blob project-utils-111111111111-us-east-1` and a number. */
export type Inventory = Readonly<Record<string, number>>

/** Looks at everything that a deployment can make; names of account and project are left open. Each call is a client's own, past any counting proxy. */
export async function takeInventory(endpoint: string, account: string, project: string): Promise<Inventory> {
  const credentials = { accessKeyId: account, secretAccessKey: 'inventory' }
  const settings = { endpoint, region: 'us-east-1', credentials }
  const looks = [lookAtStacks, lookAtBuckets, lookAtFunctions, lookAtTheRest]
  const lines = (await Promise.all(looks.map((look) => look(settings)))).flat()
  const counts: Record<string, number> = {}
  for (const line of lines.map((one) => one.replaceAll(account, 'ACCOUNT').replaceAll(project, 'PROJECT')).sort())
    counts[line] = (counts[line] ?? 0) + 1
  return counts
}

/** Later minus earlier, without what did not change. */
export function growth(earlier: Inventory, later: Inventory): Inventory {
  const keys = [...new Set([...Object.keys(earlier), ...Object.keys(later)])].sort()
  const changed = keys.map((key) => [key, (later[key] ?? 0) - (earlier[key] ?? 0)] as const)
  return Object.fromEntries(changed.filter(([, count]) => count !== 0))
}

/** How many things are of a kind: its lines begin so. */
export function countOf(inventory: Inventory, kind: 'open change set' | 'lock'): number {
  const lines = Object.entries(inventory).filter(([line]) => line.startsWith(kind))
  return lines.reduce((sum, [, count]) => sum + count, 0)
}

interface Settings {
  readonly endpoint: string
  readonly region: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

async function lookAtStacks(settings: Settings): Promise<readonly string[]> {
  const client = new CloudFormationClient(settings)
  const { StackSummaries = [] } = await client.send(new ListStacksCommand({}))
  const standing = StackSummaries.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE')
  const lines = await Promise.all(
    standing.map(async ({ StackName, StackStatus }) => {
      const [held, sets] = await Promise.all([
        client.send(new ListStackResourcesCommand({ StackName })),
        client.send(new ListChangeSetsCommand({ StackName })),
      ])
      // AWS forgets all change sets of a stack when one is executed; the emulator goes on listing the executed one.
      const open = (sets.Summaries ?? []).filter(({ ExecutionStatus }) => !ExecutionStatus?.startsWith('EXECUTE_'))
      return [
        `stack ${StackName} ${StackStatus?.replace('CREATE_COMPLETE', 'UPDATE_COMPLETE')}`,
        ...(held.StackResourceSummaries ?? []).map(
          ({ LogicalResourceId, ResourceType }) => `resource ${StackName} ${LogicalResourceId} ${ResourceType}`,
        ),
        ...open.map(() => `open change set of ${StackName}`),
      ]
    }),
  )
  return lines.flat()
}

async function lookAtBuckets(settings: Settings): Promise<readonly string[]> {
  const client = new S3Client({ ...settings, forcePathStyle: true })
  const { Buckets = [] } = await client.send(new ListBucketsCommand({}))
  const own = Buckets.filter(({ Name }) => Name?.includes(settings.credentials.accessKeyId))
  const lines = await Promise.all(
    own.map(async ({ Name: Bucket }) => {
      const [objects, uploads] = await Promise.all([
        client.send(new ListObjectsV2Command({ Bucket })),
        client.send(new ListMultipartUploadsCommand({ Bucket })),
      ])
      const keys = (objects.Contents ?? []).map(({ Key = '' }) => Key)
      return [
        `bucket ${Bucket}`,
        ...keys.flatMap((key) => kindOfKey(Bucket, key)),
        ...(uploads.Uploads ?? []).map(() => `unfinished upload in ${Bucket}`),
      ]
    }),
  )
  return lines.flat()
}

/** A run leaves its trail by design, the dead one's too: audit, events and release record are no rubbish. */
function kindOfKey(bucket: string | undefined, key: string): readonly string[] {
  if (/\/(audit|runs|releases)\/(?!current\.json)/.test(key)) return []
  // An offer to other machines may be forgotten at any time: whoever misses it builds.
  if (/\/builds\//.test(key)) return []
  if (/\/locks\//.test(key)) return [`lock ${key}`]
  return [`object ${bucket} ${key.replace(/\b[0-9a-f]{64}\b/, 'SHA256')}`]
}

async function lookAtFunctions(settings: Settings): Promise<readonly string[]> {
  const client = new LambdaClient(settings)
  const { Functions = [] } = await client.send(new ListFunctionsCommand({}))
  const lines = await Promise.all(
    Functions.map(async ({ FunctionName }) => {
      const [versions, aliases] = await Promise.all([
        client.send(new ListVersionsByFunctionCommand({ FunctionName })),
        client.send(new ListAliasesCommand({ FunctionName })),
      ])
      return [
        `function ${FunctionName}`,
        ...(versions.Versions ?? []).map(() => `version of ${FunctionName}`),
        ...(aliases.Aliases ?? []).map(({ Name }) => `alias ${FunctionName} ${Name}`),
      ]
    }),
  )
  return lines.flat()
}

async function lookAtTheRest(settings: Settings): Promise<readonly string[]> {
  const front = new CloudFrontClient(settings)
  const [tables, roles, distributions, accesses] = await Promise.all([
    new DynamoDBClient(settings).send(new ListTablesCommand({})),
    new IAMClient(settings).send(new ListRolesCommand({})),
    front.send(new ListDistributionsCommand({})),
    front.send(new ListOriginAccessControlsCommand({})),
  ])
  return [
    ...(tables.TableNames ?? []).map((name) => `table ${name}`),
    ...(roles.Roles ?? []).map(({ RoleName }) => `role ${RoleName}`),
    ...(distributions.DistributionList?.Items ?? []).map(() => 'distribution'),
    ...(accesses.OriginAccessControlList?.Items ?? []).map(({ Name }) => `origin access control ${Name}`),
  ]
}
