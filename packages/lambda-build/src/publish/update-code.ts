import { setTimeout as delay } from 'node:timers/promises'
import type { LambdaClient } from '@aws-sdk/client-lambda'
import { explain, isCode, isUnclear } from '@project-utils/aws'
import { type CodeSha256, type Context, ProjectError } from '@project-utils/contract'
import { differentCode } from './apply.ts'
import type { FunctionState } from './read.ts'
import { firstPause, nextPause, waitUntilReady } from './wait.ts'

/** The function to change, and the zip that it is to run. */
export interface UpdateInput {
  readonly name: string
  readonly bucket: string
  readonly key: string
  /** What Lambda will say of that zip. */
  readonly codeSha256: CodeSha256
  /** Declared architecture; Lambda takes it with the code, not with the configuration. */
  readonly architecture?: string
}

/** What became of an update; `updated` is false where the function ran that code before. */
export interface Updated {
  readonly updated: boolean
  readonly state: FunctionState
}

/** How often Lambda may say that something else is going on with the function. */
const attempts = 10

/**
 * Makes `$LATEST` of a function run the code of a zip in S3, and waits until it does. A function that runs it already is
 * left alone. Whether a lost answer hides an update is found out by looking, so nothing is sent a second time in vain;
 * somebody else's change since the first look is not overwritten.
 *
 * @throws ProjectError `LAMBDA_CHANGED_MEANWHILE`, `LAMBDA_CODE_DIFFERENT`, `LAMBDA_UPDATE_FAILED`,
 *   `LAMBDA_STILL_UPDATING`, `LAMBDA_FUNCTION_NOT_FOUND`, and `AWS_*`
 */
export async function updateCode(
  lambda: LambdaClient,
  input: UpdateInput,
  { signal }: Pick<Context, 'signal'>,
): Promise<Updated> {
  const { name, codeSha256 } = input
  const first = await waitUntilReady(lambda, name, signal)
  if (first.codeSha256 === codeSha256) return { updated: false, state: first }
  let now = first
  let pause = firstPause
  for (let attempt = 1; ; attempt += 1) {
    const refusal = await send(lambda, input, now.revisionId)
    const before = now
    now = await settled(lambda, name, signal, refusal)
    if (now.codeSha256 === codeSha256) return { updated: true, state: now }
    if (refusal === undefined) throw differentCode(name, '$LATEST', now.codeSha256, codeSha256)
    const isConflict = isCode(refusal, 'ResourceConflictException')
    // Revisions move on by themselves when an update arrives, so a refused one alone is no proof of another writer.
    const isStale = isCode(refusal, 'PreconditionFailedException') && now.revisionId !== before.revisionId
    const isOthers = now.codeSha256 !== first.codeSha256 || now.configSha !== first.configSha
    if (isOthers && (isConflict || isStale)) throw changedMeanwhile(name, refusal)
    if (attempt >= attempts || !(isConflict || isStale)) throw explain(refusal, `updating the code of function ${name}`)
    await delay(pause, undefined, { signal })
    pause = nextPause(pause)
  }
}

/** Sends one update; gives the failure back where a look can tell more. */
async function send(lambda: LambdaClient, input: UpdateInput, revisionId: string): Promise<unknown> {
  const { UpdateFunctionCodeCommand } = await import('../sdk.ts')
  const { name, bucket, key, architecture } = input
  const command = new UpdateFunctionCodeCommand({
    FunctionName: name,
    S3Bucket: bucket,
    S3Key: key,
    RevisionId: revisionId,
    ...(architecture === undefined ? {} : { Architectures: [architecture as 'arm64' | 'x86_64'] }),
  })
  try {
    await lambda.send(command)
    return undefined
  } catch (error) {
    const isOpen = isUnclear(error) || isCode(error, 'ResourceConflictException', 'PreconditionFailedException')
    if (isOpen) return error
    throw explain(error, `updating the code of function ${name}`)
  }
}

/** The function once its last change has arrived; where not even that can be seen, the failure before is what to tell. */
async function settled(
  lambda: LambdaClient,
  name: string,
  signal: AbortSignal,
  refusal: unknown,
): Promise<FunctionState> {
  try {
    return await waitUntilReady(lambda, name, signal)
  } catch (error) {
    if (refusal === undefined || !isUnclear(error instanceof Error ? (error.cause ?? error) : error)) throw error
    throw explain(refusal, `updating the code of function ${name}`)
  }
}

function changedMeanwhile(name: string, cause: unknown): ProjectError {
  return new ProjectError('LAMBDA_CHANGED_MEANWHILE', `function ${name} was changed while its code was being updated`, {
    hint: 'run the command again: it looks first, and plans from what it finds',
    cause,
    where: { resource: name },
  })
}
