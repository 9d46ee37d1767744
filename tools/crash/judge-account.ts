/** What must be true of the account, whichever run was killed while it worked on it. Each broken rule is one line. */
import { GetAliasCommand, GetFunctionConfigurationCommand, ListVersionsByFunctionCommand } from '@aws-sdk/client-lambda'
import { GetObjectCommand, ListMultipartUploadsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import type { Records } from '@project-utils/records'
import { hashOf } from './judge-folder.ts'
import type { LambdaGround, RightZip } from './lambda-ground.ts'
import { functionName, type LambdaProject } from './lambda-project.ts'

/** A project that is judged. */
export interface JudgedProject {
  readonly project: LambdaProject
  readonly records: Records
}

/** Every blob is whole: its bytes are those that an undisturbed build makes of its content. */
export async function judgeBlobs(
  { versions, s3, bucket }: LambdaGround,
  { project }: JudgedProject,
  demanded: readonly RightZip[],
): Promise<readonly string[]> {
  const prefix = `${project.name}/blobs/sha256/`
  const [{ Contents = [] }, { Uploads = [] }] = await Promise.all([
    s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix })),
    s3.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix })),
  ])
  const right = new Map(versions.flat().map((zip) => [prefix + zip.manifest, zip]))
  const wrong = Uploads.length > 0 ? [`${Uploads.length} uploads stay unfinished`] : []
  for (const { Key = '' } of Contents) {
    const { Body, Metadata } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }))
    const found = hashOf((await Body?.transformToByteArray()) ?? '', 'base64')
    const { codeSha256 } = right.get(Key) ?? {}
    if (codeSha256 === undefined) wrong.push(`${Key} is the blob of no source`)
    else if (found !== codeSha256) wrong.push(`half a blob lies under the key ${Key}`)
    else if (Metadata?.['codesha256'] !== codeSha256) wrong.push(`the blob ${Key} says of itself what it is not`)
  }
  const keys = new Set(Contents.map(({ Key }) => Key))
  const missing = demanded.filter(({ manifest }) => !keys.has(prefix + manifest))
  return [...wrong, ...missing.map(({ logicalId }) => `the bucket lacks the zip of ${logicalId}`)]
}

/** Each function as it may be while its code goes from the first zips to the next: nothing in between, nothing twice. */
export async function judgeFunctions(
  { lambda, versions: [first = [], next = []] }: LambdaGround,
  { project }: JudgedProject,
  isDone: boolean,
): Promise<readonly string[]> {
  const wrong: string[] = []
  for (const { logicalId: id, codeSha256: fresh } of next) {
    const FunctionName = functionName(project, id)
    const [latest, { Versions = [] }, alias] = await Promise.all([
      lambda.send(new GetFunctionConfigurationCommand({ FunctionName })),
      lambda.send(new ListVersionsByFunctionCommand({ FunctionName })),
      lambda.send(new GetAliasCommand({ FunctionName, Name: 'live' })),
    ])
    const old = first.find(({ logicalId }) => logicalId === id)?.codeSha256
    const published = Versions.filter(({ Version }) => Version !== '$LATEST').map(({ CodeSha256 }) => CodeSha256)
    if (latest.CodeSha256 !== fresh && (isDone || latest.CodeSha256 !== old)) wrong.push(`${id} runs another code`)
    if (published[0] !== old) wrong.push(`${id} lost its first version`)
    if (published.slice(1).some((code) => code !== fresh)) wrong.push(`${id} has a version of another code`)
    if (published.length > 2) wrong.push(`the same code of ${id} was published ${published.length - 1} times`)
    if (isDone && published.length < 2) wrong.push(`the code of ${id} was not published`)
    const pointed = alias.FunctionVersion
    if (pointed !== '2' && (isDone || pointed !== '1')) wrong.push(`the alias of ${id} points to version ${pointed}`)
    if (Object.keys(alias.RoutingConfig?.AdditionalVersionWeights ?? {}).length > 0)
      wrong.push(`the alias of ${id} shares its traffic`)
  }
  return wrong
}

/**
 * No lock stands in the way of the next run. The trail is whole, begins with an intent, and ends with the outcome of the
 * run that went to its end, unless that found nothing left to do.
 */
export async function judgeTrail(
  { project: { name, account } }: JudgedProject,
  { lock, audit }: Records,
  foundNothing: boolean,
): Promise<readonly string[]> {
  const scope = { project: name, environment: 'local', tier: 'full', account, region: 'us-east-1' } as const
  const [held, proof, entries] = await Promise.all([lock.read(scope), audit.verify(), audit.list(100)])
  const wrong: string[] = []
  if (held !== undefined && !held.over) wrong.push(`the lock stays with the process ${held.pid}`)
  if (held !== undefined && !foundNothing) wrong.push('a run that went to its end left the lock')
  if (proof.broken !== undefined) wrong.push(`the audit trail is broken: ${proof.broken.why}`)
  const trail = entries.toReversed().map(({ entry }) => (entry.kind === 'intent' ? 'intent' : entry.outcome))
  const expected = foundNothing ? /^intent( intent)*( succeeded)?$/ : /^intent( intent)* succeeded$/
  if (!expected.test(trail.join(' '))) wrong.push(`the audit trail tells ${trail.join(', ') || 'nothing'}`)
  return wrong
}
