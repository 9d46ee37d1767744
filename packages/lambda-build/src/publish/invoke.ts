import type { LambdaClient } from '@aws-sdk/client-lambda'
import { explain, isCode, isUnclear } from '@project-utils/aws'
import { type Json, ProjectError } from '@project-utils/contract'
import { insideRetries, lostBy, sentOnce } from './answer-lost.ts'

/** What to invoke, and with what. */
export interface InvokeInput {
  readonly name: string
  readonly payload: Json
  /** A version or an alias. Default: `$LATEST`. */
  readonly qualifier?: string
}

/** What came of one invocation. */
export interface Invoked {
  /** The function's answer; its error where it failed. */
  readonly answer: Json
  /** Present where the function failed: what it says, and its stack. */
  readonly failure?: { readonly type?: string; readonly message: string; readonly stack: readonly string[] }
  readonly version?: string
  /** The last 4 KB of its log. */
  readonly log: string
  /** Milliseconds; from the log where Lambda wrote them, else null. */
  readonly duration: number | null
  readonly billed: number | null
  /** Megabytes at most. */
  readonly memoryUsed: number | null
  /** Whether Lambda had to start it first; null where the log does not tell. */
  readonly start: 'cold' | 'warm' | null
}

/**
 * Invokes a function once and waits for its answer; only one that was throttled, and so has not run, is sent again. A function that fails is an answer too, with `failure`.
 *
 * @throws ProjectError `LAMBDA_FUNCTION_NOT_FOUND`, `LAMBDA_INVOKE_UNSURE` where it may have run, and `AWS_*`
 */
export async function invokeFunction(lambda: LambdaClient, input: InvokeInput, signal: AbortSignal): Promise<Invoked> {
  const { InvokeCommand } = await import('../sdk.ts')
  const { name, payload, qualifier } = input
  const command = new InvokeCommand({
    FunctionName: name,
    Payload: Buffer.from(JSON.stringify(payload)),
    LogType: 'Tail',
    ...(qualifier === undefined ? {} : { Qualifier: qualifier }),
  })
  const where = { resource: name }
  try {
    command.middlewareStack.add(sentOnce, insideRetries)
    const found = await lambda.send(command, { abortSignal: signal })
    const answer = parse(Buffer.from(found.Payload ?? []).toString())
    const log = Buffer.from(found.LogResult ?? '', 'base64').toString()
    return {
      answer,
      ...(found.FunctionError === undefined ? {} : { failure: failureOf(answer) }),
      ...(found.ExecutedVersion === undefined ? {} : { version: found.ExecutedVersion }),
      log,
      ...reportOf(log),
    }
  } catch (thrown) {
    const error = lostBy(thrown)
    if (isCode(error, 'ResourceNotFoundException')) {
      const what = qualifier === undefined ? `function ${name}` : `${qualifier} of function ${name}`
      throw new ProjectError('LAMBDA_FUNCTION_NOT_FOUND', `there is no ${what}`, { cause: error, where })
    }
    if (!isUnclear(error)) throw explain(error, `invoking function ${name}`)
    throw new ProjectError('LAMBDA_INVOKE_UNSURE', `no answer came from function ${name}: it may have run`, {
      hint: 'look at its log before invoking it again',
      cause: error,
      where,
    })
  }
}

/** The numbers of the line `REPORT`, with which Lambda ends the log of an invocation. */
export function reportOf(log: string): Pick<Invoked, 'duration' | 'billed' | 'memoryUsed' | 'start'> {
  const line = log.split('\n').findLast((one) => one.startsWith('REPORT ')) ?? ''
  const number = (label: string): number | null => {
    const [, found] = new RegExp(`(?:^|\\t)${label}: ([\\d.]+) `).exec(line) ?? []
    return found === undefined ? null : Number(found)
  }
  const start = line === '' ? null : /\t(Init|Restore) Duration: /.test(line) ? 'cold' : 'warm'
  const duration = /\bDuration: ([\d.]+) ms/.exec(line)?.[1]
  return {
    duration: duration === undefined ? null : Number(duration),
    billed: number('Billed Duration'),
    memoryUsed: number('Max Memory Used'),
    start,
  }
}

function failureOf(answer: Json): NonNullable<Invoked['failure']> {
  const fields = typeof answer === 'object' && answer !== null && !Array.isArray(answer) ? answer : {}
  const { errorMessage, errorType, trace, stackTrace } = fields as Readonly<Record<string, Json | undefined>>
  const lines = Array.isArray(trace) ? trace : Array.isArray(stackTrace) ? stackTrace : []
  return {
    ...(typeof errorType === 'string' ? { type: errorType } : {}),
    message: typeof errorMessage === 'string' ? errorMessage : 'the function failed without a message',
    stack: lines.map((line) => String(line).trimEnd()),
  }
}

function parse(text: string): Json {
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
