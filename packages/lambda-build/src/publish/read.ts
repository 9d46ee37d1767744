import type { FunctionConfiguration, LambdaClient } from '@aws-sdk/client-lambda'
import { explain, isCode } from '@project-utils/aws'
import { type CodeSha256, isProjectError, ProjectError, type Sha256 } from '@project-utils/contract'
import { configShaOf } from './configuration.ts'

/** A function, or one version of it, as Lambda has it now. */
export interface FunctionState {
  readonly codeSha256: CodeSha256
  /** Hash of the configuration without what AWS changes by itself; equal configurations, equal hashes. */
  readonly configSha: Sha256
  /** `Active` once it can be invoked. */
  readonly state: string
  /** `Successful` once the last change has arrived. */
  readonly lastUpdateStatus: string
  /** Why state or update are what they are, where Lambda tells. */
  readonly reason?: string
  /** `$LATEST`, or a number as text. */
  readonly version: string
  readonly revisionId: string
  readonly settings: FunctionSettings
}

/** What a deployed function is set to, as far as Lambda tells. */
interface FunctionSettings {
  readonly runtime?: string
  readonly handler?: string
  readonly architecture: string
  readonly packageType: string
  /** Megabytes. */
  readonly memory?: number
  /** Seconds. */
  readonly timeout?: number
  /** Bytes of the zip. */
  readonly codeSize?: number
  /** As Lambda writes it, ISO 8601. */
  readonly lastModified?: string
}

/** Where an alias points. */
export interface AliasState {
  readonly version: string
  readonly revisionId: string
  readonly arn: string
}

/**
 * Reads a function's `$LATEST`, or the version given.
 *
 * @throws ProjectError `LAMBDA_FUNCTION_NOT_FOUND`, and `AWS_*`
 */
export async function readFunction(lambda: LambdaClient, name: string, version?: string): Promise<FunctionState> {
  const { GetFunctionConfigurationCommand } = await import('../sdk.ts')
  const input = { FunctionName: name, ...(version === undefined ? {} : { Qualifier: version }) }
  try {
    return stateOf(await lambda.send(new GetFunctionConfigurationCommand(input)))
  } catch (error) {
    if (isCode(error, 'ResourceNotFoundException')) {
      const what = version === undefined ? `function ${name}` : `version ${version} of function ${name}`
      throw new ProjectError('LAMBDA_FUNCTION_NOT_FOUND', `there is no ${what}`, {
        cause: error,
        where: { resource: name },
      })
    }
    throw explain(error, `reading function ${name}`)
  }
}

/**
 * Reads a function's `$LATEST`; undefined where there is no such function.
 *
 * @throws ProjectError `AWS_*`
 */
export async function findFunction(lambda: LambdaClient, name: string): Promise<FunctionState | undefined> {
  try {
    return await readFunction(lambda, name)
  } catch (error) {
    if (isProjectError(error) && error.code === 'LAMBDA_FUNCTION_NOT_FOUND') return undefined
    throw error
  }
}

/**
 * Reads where an alias points; undefined where there is no such alias or function.
 *
 * @throws ProjectError `AWS_*`
 */
export async function readAlias(lambda: LambdaClient, name: string, alias: string): Promise<AliasState | undefined> {
  const { GetAliasCommand } = await import('../sdk.ts')
  try {
    const found = await lambda.send(new GetAliasCommand({ FunctionName: name, Name: alias }))
    return { version: found.FunctionVersion ?? '', revisionId: found.RevisionId ?? '', arn: found.AliasArn ?? '' }
  } catch (error) {
    if (isCode(error, 'ResourceNotFoundException')) return undefined
    throw explain(error, `reading alias ${alias} of function ${name}`)
  }
}

/**
 * The newest published version's number, as text; undefined where none was published.
 *
 * @throws ProjectError `AWS_*`
 */
export async function readNewestVersion(lambda: LambdaClient, name: string): Promise<string | undefined> {
  const { ListVersionsByFunctionCommand } = await import('../sdk.ts')
  let newest = 0
  let marker: string | undefined
  try {
    do {
      const page = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName: name, Marker: marker }))
      for (const { Version } of page.Versions ?? [])
        if (/^\d+$/.test(Version ?? '')) newest = Math.max(newest, Number(Version))
      marker = page.NextMarker
    } while (marker !== undefined && marker !== '')
  } catch (error) {
    throw explain(error, `listing the versions of function ${name}`)
  }
  return newest === 0 ? undefined : String(newest)
}

/** A function's configuration, as Lambda answers it, in our words. */
export function stateOf(found: FunctionConfiguration): FunctionState {
  const reason = found.LastUpdateStatus === 'Failed' ? found.LastUpdateStatusReason : found.StateReason
  return {
    codeSha256: found.CodeSha256 ?? '',
    configSha: configShaOf(found),
    state: found.State ?? 'Active',
    lastUpdateStatus: found.LastUpdateStatus ?? 'Successful',
    ...(reason === undefined || reason === '' ? {} : { reason }),
    version: found.Version ?? '$LATEST',
    revisionId: found.RevisionId ?? '',
    settings: settingsOf(found),
  }
}

function settingsOf(found: FunctionConfiguration): FunctionSettings {
  return {
    ...(found.Runtime === undefined ? {} : { runtime: found.Runtime }),
    ...(found.Handler === undefined ? {} : { handler: found.Handler }),
    architecture: found.Architectures?.[0] ?? 'x86_64',
    packageType: found.PackageType ?? 'Zip',
    ...(found.MemorySize === undefined ? {} : { memory: found.MemorySize }),
    ...(found.Timeout === undefined ? {} : { timeout: found.Timeout }),
    ...(found.CodeSize === undefined ? {} : { codeSize: found.CodeSize }),
    ...(found.LastModified === undefined ? {} : { lastModified: found.LastModified }),
  }
}
