import { explain } from '@project-utils/aws'
import { isProjectError } from '@project-utils/contract'
import type { StepWorld } from './step-kind.ts'
import { cut } from './values.ts'

/** A function's answer, or why there is none. */
export type Invocation =
  | { readonly payload: string; readonly error?: string }
  | { readonly refused: string; readonly transient: boolean }

/** Bytes that an answer may have (AWS, Lambda quotas: synchronous invocation). */
const payloadLimit = 6 * 1024 * 1024

/**
 * Invokes a function with an event and waits for its answer: the version where one is to be checked, else what its name
 * stands for. Throws only the signal's reason.
 */
export async function invoke(
  logicalId: string,
  event: unknown,
  world: StepWorld,
  signal: AbortSignal,
): Promise<Invocation> {
  const name = Object.hasOwn(world.functions, logicalId) ? world.functions[logicalId] : undefined
  if (name === undefined || name === '') return refused(`function ${logicalId} is not known in this environment`)
  const version = Object.hasOwn(world.versions, logicalId) ? world.versions[logicalId] : undefined
  const { InvokeCommand, LambdaClient } = await import('./sdk.ts')
  const command = new InvokeCommand({
    FunctionName: name,
    ...(version === undefined ? {} : { Qualifier: version }),
    Payload: new TextEncoder().encode(JSON.stringify(event)),
  })
  try {
    const answer = await world.client(LambdaClient).send(command, { abortSignal: signal })
    const bytes = answer.Payload ?? new Uint8Array()
    if (bytes.length > payloadLimit) return refused(`the answer of ${logicalId} is larger than 6 MB`)
    const payload = new TextDecoder().decode(bytes)
    return answer.FunctionError === undefined ? { payload } : { payload, error: functionError(payload) }
  } catch (error) {
    signal.throwIfAborted()
    const explained = explain(error, `invoking ${name}${version === undefined ? '' : ` version ${version}`}`)
    if (!isProjectError(explained)) throw error
    const transient = explained.code === 'AWS_THROTTLED' || explained.code === 'AWS_UNREACHABLE'
    return { refused: explained.message, transient }
  }
}

function refused(reason: string): Invocation {
  return { refused: reason, transient: false }
}

function functionError(payload: string): string {
  try {
    const { errorType, errorMessage } = JSON.parse(payload) as {
      readonly errorType?: unknown
      readonly errorMessage?: unknown
    }
    const words = [errorType, errorMessage].filter((word) => typeof word === 'string')
    return words.length === 0 ? cut(payload, 200) : cut(words.join(': '), 500)
  } catch {
    return cut(payload, 200)
  }
}
