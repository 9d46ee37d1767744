import { setTimeout as delay } from 'node:timers/promises'
import type { LambdaClient } from '@aws-sdk/client-lambda'
import { explain, isCode, isUnclear } from '@project-utils/aws'
import { type CodeSha256, type Context, ProjectError } from '@project-utils/contract'
import { type FunctionState, readAlias, readFunction, readNewestVersion, stateOf } from './read.ts'
import { firstPause, nextPause, waitUntilReady } from './wait.ts'

/** The function to publish, and the code it must run. */
export interface PublishInput {
  readonly name: string
  readonly codeSha256: CodeSha256
}

/** A published version that is active; `reused`: it was there before, with the same code and configuration. */
export interface PublishedVersion {
  readonly version: string
  readonly reused: boolean
}

/** The alias to move, to which version, and as what it was read. */
export interface MoveInput {
  readonly name: string
  readonly alias: string
  readonly version: string
  /** From `readAlias`: whoever moved the alias since then is not overwritten. */
  readonly revisionId: string
}

/**
 * Publishes what `$LATEST` of a function is, once its last change has arrived, and waits until the version is active.
 * The newest version is taken instead where it has the same code and configuration. Refuses another code than the one
 * given, also where Lambda does not.
 *
 * @throws ProjectError `LAMBDA_CODE_DIFFERENT`, `LAMBDA_CHANGED_MEANWHILE`, `LAMBDA_UPDATE_FAILED`,
 *   `LAMBDA_STILL_UPDATING`, `LAMBDA_FUNCTION_NOT_FOUND`, and `AWS_*`
 */
export async function publishVersion(
  lambda: LambdaClient,
  { name, codeSha256 }: PublishInput,
  { signal }: Pick<Context, 'signal'>,
): Promise<PublishedVersion> {
  const latest = await waitUntilReady(lambda, name, signal)
  if (latest.codeSha256 !== codeSha256) throw differentCode(name, '$LATEST', latest.codeSha256, codeSha256)
  const newest = await readNewestVersion(lambda, name)
  if (newest !== undefined) {
    const state = await readFunction(lambda, name, newest)
    if (state.codeSha256 === codeSha256 && state.configSha === latest.configSha) {
      await waitUntilReady(lambda, name, signal, newest)
      return { version: newest, reused: true }
    }
  }
  const published = await publish(lambda, { name, latest, newest }, signal)
  if (published.codeSha256 !== codeSha256)
    throw differentCode(name, published.version, published.codeSha256, codeSha256)
  await waitUntilReady(lambda, name, signal, published.version)
  // AWS answers with the newest version where it finds that nothing changed, whatever our comparison said.
  return { version: published.version, reused: published.version === newest }
}

/**
 * Moves an alias, with all its traffic, to a version. Does nothing to an alias that somebody else has moved since it was
 * read, unless it already points where it should.
 *
 * @throws ProjectError `LAMBDA_ALIAS_MOVED`, `LAMBDA_ALIAS_NOT_FOUND`, and `AWS_*`
 */
export async function moveAlias(lambda: LambdaClient, { name, alias, version, revisionId }: MoveInput): Promise<void> {
  const { UpdateAliasCommand } = await import('../sdk.ts')
  const input = {
    FunctionName: name,
    Name: alias,
    FunctionVersion: version,
    RevisionId: revisionId,
    // Weights of an earlier step-by-step shift would leave a part of the traffic on another version.
    RoutingConfig: { AdditionalVersionWeights: {} },
  }
  try {
    await lambda.send(new UpdateAliasCommand(input))
  } catch (error) {
    const where = { resource: name }
    if (isCode(error, 'ResourceNotFoundException')) {
      const message = `alias ${alias} of function ${name}, or its version ${version}, is not there`
      throw new ProjectError('LAMBDA_ALIAS_NOT_FOUND', message, { cause: error, where })
    }
    const isRefused = isCode(error, 'PreconditionFailedException')
    if (!isRefused && !isUnclear(error)) throw explain(error, `moving alias ${alias} of function ${name}`)
    // After a lost answer our own move may stand in the way of a second try, or be all that was wanted.
    const look = readAlias(lambda, name, alias)
    const now = await (isRefused ? look : look.catch(() => undefined))
    if (now?.version === version) return
    if (!isRefused) throw explain(error, `moving alias ${alias} of function ${name}`)
    const fact = now === undefined ? 'it is gone' : `it points to version ${now.version} now`
    throw new ProjectError('LAMBDA_ALIAS_MOVED', `alias ${alias} of function ${name} was changed meanwhile: ${fact}`, {
      hint: 'run the command again: it looks first, and plans from what it finds',
      cause: error,
      where,
    })
  }
}

/** A function as it was seen before it is published. */
interface Seen {
  readonly name: string
  readonly latest: FunctionState
  /** Its newest version then. */
  readonly newest: string | undefined
}

async function publish(lambda: LambdaClient, seen: Seen, signal: AbortSignal): Promise<FunctionState> {
  const { PublishVersionCommand } = await import('../sdk.ts')
  const { name, latest } = seen
  const { codeSha256, revisionId } = latest
  const where = { resource: name }
  let tries = 0
  for (let pause = firstPause; ; pause = nextPause(pause)) {
    try {
      const input = { FunctionName: name, CodeSha256: codeSha256, RevisionId: revisionId }
      return stateOf(await lambda.send(new PublishVersionCommand(input)))
    } catch (error) {
      tries += 1
      if (isCode(error, 'ResourceConflictException') && tries < 10) {
        await delay(pause, undefined, { signal })
        continue
      }
      const isRefused = isCode(error, 'PreconditionFailedException')
      if (isRefused || isUnclear(error)) {
        // An answer that was lost may have been that the version is there.
        const look = readOwn(lambda, seen)
        const own = await (isRefused ? look : look.catch(() => undefined))
        if (own !== undefined) return own
      }
      if (isRefused) {
        const message = `function ${name} was changed while it was being published`
        const hint = 'run the command again: it looks first, and plans from what it finds'
        throw new ProjectError('LAMBDA_CHANGED_MEANWHILE', message, { hint, cause: error, where })
      }
      if (isCode(error, 'InvalidParameterValueException') && String(error).includes('CodeSHA256')) {
        const now = await readFunction(lambda, name)
        throw differentCode(name, '$LATEST', now.codeSha256, codeSha256)
      }
      throw explain(error, `publishing a version of function ${name}`)
    }
  }
}

/** The version that was published of what was seen; undefined where there is none. */
async function readOwn(lambda: LambdaClient, { name, latest, newest }: Seen): Promise<FunctionState | undefined> {
  const now = await readNewestVersion(lambda, name)
  if (now === undefined || now === newest) return undefined
  const state = await readFunction(lambda, name, now)
  return state.codeSha256 === latest.codeSha256 && state.configSha === latest.configSha ? state : undefined
}

/** The refusal where a function, or a version of it, runs another code than the one wanted. */
export function differentCode(name: string, version: string, found: string, wanted: string): ProjectError {
  return new ProjectError(
    'LAMBDA_CODE_DIFFERENT',
    `${version} of function ${name} has the code ${found}, not ${wanted}`,
    {
      hint: 'run the command again: somebody else may have changed the code, or the update has not arrived',
      where: { resource: name },
    },
  )
}
