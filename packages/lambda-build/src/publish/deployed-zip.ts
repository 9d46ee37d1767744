import type { LambdaClient } from '@aws-sdk/client-lambda'
import { explain, isCode } from '@project-utils/aws'
import { ProjectError } from '@project-utils/contract'

/** Where to download from instead of the address that Lambda gave; for the local cloud, which may not know its own. */
export interface DownloadOptions {
  readonly endpoint?: string
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
  let fact = ''
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    try {
      const answer = await fetch(addressOf(location, options.endpoint), { signal: options.signal })
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

function addressOf(location: string, endpoint: string | undefined): string {
  if (endpoint === undefined) return location
  const { pathname, search } = new URL(location)
  return new URL(`${pathname}${search}`, endpoint).href
}
