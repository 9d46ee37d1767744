import { explain, httpStatus, isCode } from '@project-utils/aws'
import { isProjectError } from '@project-utils/contract'
import { findResource, type ResourceKind } from './service/resource.ts'
import type { StepWorld } from './step-kind.ts'
import { cut } from './values.ts'

/** A function's answer, or why there is none. */
export type Invocation =
  | {
      readonly payload: string
      readonly error?: string
      /** The last lines of its log, at most 4 KB; absent where AWS gives none. */
      readonly log?: string
      /** The function, and the version or alias that was asked. */
      readonly of: string
    }
  | { readonly refused: string; readonly transient: boolean }

/** How a function is invoked, where not usually. */
export interface InvokeOptions {
  /** Version or alias; the version that a gate checks comes before it. */
  readonly qualifier?: string | undefined
  /** Whether only the event is handed over: then the payload is empty, and nobody waits for an answer. */
  readonly isEvent?: boolean | undefined
  /** What the function's context shows as `clientContext`. */
  readonly clientContext?: Readonly<Record<string, unknown>> | undefined
}

/** Bytes that an event or an answer may have (AWS, Lambda quotas: synchronous and asynchronous invocation). */
export const payloadLimits: { readonly request: number; readonly event: number } = {
  request: 6 * 1024 * 1024,
  event: 1024 * 1024,
}

const lambda: ResourceKind = {
  word: 'function',
  types: ['AWS::Lambda::Function'],
  gone: ['ResourceNotFoundException'],
}

/**
 * Invokes a function with an event and waits for its answer: the version where one is to be checked, else what its name
 * stands for. Throws only the signal's reason.
 */
export async function invoke(
  written: string,
  event: unknown,
  world: StepWorld,
  signal: AbortSignal,
  { qualifier, isEvent = false, clientContext }: InvokeOptions = {},
): Promise<Invocation> {
  const name = nameOf(written, world)
  if (name === undefined) {
    const known = Object.keys(world.functions)
    const others = known.length === 0 ? '' : `; known: ${known.join(', ')}`
    return refused(`function ${written} is not known in this environment${others}`)
  }
  const version = Object.hasOwn(world.versions, written) ? world.versions[written] : undefined
  const Qualifier = version ?? qualifier
  const asked = `${name}${Qualifier === undefined ? '' : ` version ${Qualifier}`}`
  const { InvokeCommand, LambdaClient } = await import('./sdk.ts')
  const command = new InvokeCommand({
    FunctionName: name,
    Qualifier,
    Payload: new TextEncoder().encode(JSON.stringify(event)),
    ...(isEvent ? { InvocationType: 'Event' } : { LogType: 'Tail' }),
    ClientContext: clientContext === undefined ? undefined : encode(clientContext),
  })
  try {
    const answer = await world.client(LambdaClient).send(command, { abortSignal: signal })
    if (isEvent && answer.StatusCode !== 202) {
      return refused(`${asked} did not take the event: status ${String(answer.StatusCode)}`)
    }
    const bytes = answer.Payload ?? new Uint8Array()
    if (bytes.length > payloadLimits.request) return refused(`the answer of ${written} is larger than 6 MB`)
    const payload = new TextDecoder().decode(bytes)
    const { LogResult } = answer
    const log = LogResult === undefined ? {} : { log: Buffer.from(LogResult, 'base64').toString() }
    const said = { payload, ...log, of: asked }
    return answer.FunctionError === undefined ? said : { ...said, error: functionError(payload) }
  } catch (error) {
    signal.throwIfAborted()
    const explained = explain(error, `invoking ${asked}`)
    if (!isProjectError(explained)) throw error
    const { code, message } = explained
    const transient = code === 'AWS_THROTTLED' || code === 'AWS_UNREACHABLE' || (httpStatus(error) ?? 0) >= 500
    if (isCode(error, 'AccessDeniedException') && !message.includes('lambda:')) {
      return { refused: `${message}; it takes lambda:InvokeFunction`, transient }
    }
    return { refused: message, transient }
  }
}

function nameOf(written: string, world: StepWorld): string | undefined {
  const name = Object.hasOwn(world.functions, written) ? world.functions[written] : undefined
  if (name !== undefined && name !== '') return name
  const isNamed = written.startsWith('-') || Object.hasOwn(world.resources, written) || written.includes(':')
  return isNamed ? findResource(written, lambda, world).name : undefined
}

function encode(value: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(value)).toString('base64')
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
