import type { LambdaClient } from '@aws-sdk/client-lambda'
import { explain, isCode } from '@project-utils/aws'
import { ProjectError } from '@project-utils/contract'

/** How to download; `local` where the local cloud has the code: it does not know its own address, and asks for its token. */
export interface DownloadOptions {
  readonly local?: { readonly endpoint: string; readonly token?: string }
  readonly signal: AbortSignal
}

const attempts = 3

/**
 * Downloads the zip that a function's `$LATEST` runs.
 *
 * @throws ProjectError `LAMBDA_FUNCTION_NOT_FOUND`, `LAMBDA_CODE_UNREADABLE`, and `AWS_*`
 */
export async function downloadCode(lambda: LambdaClient, name: string, options: DownloadOptions): Promise<Uint8Array> {
  const location = await locationOf(lambda, name)
  const { local } = options
  const headers = local?.token === undefined ? {} : { 'x-project-utils-token': local.token }
  let fact = ''
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    try {
      const answer = await fetch(addressOf(location, local), { headers, signal: options.signal })
      if (answer.ok) return new Uint8Array(await answer.arrayBuffer())
      fact = `the download ended with status ${answer.status}`
      if (answer.status < 500) break
    } catch (error) {
      options.signal.throwIfAborted()
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
      fact = cause instanceof Error ? cause.message : String(cause)
    }
  }
  throw new ProjectError('LAMBDA_CODE_UNREADABLE', `the code of function ${name} could not be downloaded: ${fact}`, {
    hint: 'run the command again',
    where: { resource: name },
  })
}

async function locationOf(lambda: LambdaClient, name: string): Promise<string> {
  const { GetFunctionCommand } = await import('../sdk.ts')
  try {
    const { Code } = await lambda.send(new GetFunctionCommand({ FunctionName: name }))
    if (Code?.Location !== undefined) return Code.Location
  } catch (error) {
    if (!isCode(error, 'ResourceNotFoundException')) throw explain(error, `reading function ${name}`)
    throw new ProjectError('LAMBDA_FUNCTION_NOT_FOUND', `there is no function ${name}`, {
      cause: error,
      where: { resource: name },
    })
  }
  throw new ProjectError('LAMBDA_CODE_UNREADABLE', `function ${name} has no zip: it may be a container image`, {
    where: { resource: name },
  })
}

function addressOf(location: string, local: DownloadOptions['local']): string {
  if (local === undefined) return location
  const { pathname, search } = new URL(location)
  return new URL(`${pathname}${search}`, local.endpoint).href
}
