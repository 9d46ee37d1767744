import type { GetFunctionCommandOutput, LambdaClient } from '@aws-sdk/client-lambda'
import { explain, isCode } from '@project-utils/aws'
import { type CodeSha256, ProjectError } from '@project-utils/contract'

/**
 * Lambda's own hash of an image function's code, once it is made sure that `$LATEST` runs the image given.
 *
 * @param reference `repository@sha256:…`
 * @throws ProjectError `LAMBDA_CODE_DIFFERENT`, `LAMBDA_FUNCTION_NOT_FOUND`, and `AWS_*`
 */
export async function readImageCode(lambda: LambdaClient, name: string, reference: string): Promise<CodeSha256> {
  const { Code: code, Configuration: configuration } = await read(lambda, name)
  const found = code?.ResolvedImageUri ?? code?.ImageUri ?? 'no image'
  if (digestOf(found) === digestOf(reference)) return configuration?.CodeSha256 ?? ''
  throw new ProjectError('LAMBDA_CODE_DIFFERENT', `$LATEST of function ${name} runs ${found}, not ${reference}`, {
    hint: 'run the command again: somebody else may have changed the code, or the update has not arrived',
    where: { resource: name },
  })
}

async function read(lambda: LambdaClient, name: string): Promise<GetFunctionCommandOutput> {
  const { GetFunctionCommand } = await import('../sdk.ts')
  try {
    return await lambda.send(new GetFunctionCommand({ FunctionName: name }))
  } catch (error) {
    if (!isCode(error, 'ResourceNotFoundException')) throw explain(error, `reading function ${name}`)
    throw new ProjectError('LAMBDA_FUNCTION_NOT_FOUND', `there is no function ${name}`, {
      cause: error,
      where: { resource: name },
    })
  }
}

function digestOf(reference: string): string {
  return reference.slice(reference.lastIndexOf('@') + 1)
}
