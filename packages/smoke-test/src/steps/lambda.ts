import { fromApiPayload } from '../http/api-answer.ts'
import { formatDuration, readDuration } from '../duration.ts'
import { compareShape } from '../expect/compare-shape.ts'
import { jsonDifferences } from '../expect/json-text.ts'
import { readExpect, tellEmpty } from '../expect/read-expect.ts'
import { parseShape, type Shape } from '../expect/shape.ts'
import { parseStatus, type StatusExpectation, statusDifference } from '../expect/status.ts'
import { parseTextExpectation, type TextExpectation, textDifference } from '../expect/text-expectation.ts'
import { invoke } from '../invoke.ts'
import type { Report } from '../report.ts'
import {
  type Answer,
  type Attempt,
  defaultTimeLimit,
  readWrites,
  refuseUnknown,
  type StepKind,
  type StepWorld,
} from '../step-kind.ts'
import { isMap, show } from '../values.ts'

const settingNames: readonly string[] = ['function', 'event', 'timeout', 'writes', 'expect']

interface LambdaExpectations {
  /** `none`: the function must not fail. */
  readonly error: 'none' | TextExpectation
  readonly status?: StatusExpectation
  readonly json?: Shape
  readonly body?: Shape
  readonly within?: number
}

/** `lambda`: invokes a function, in a gate its new version, and compares the answer. */
export const lambdaStep: StepKind = {
  prepare: (settings, report) => {
    refuseUnknown(settings, settingNames, report)
    const expected = parseLambdaExpectations(settings['expect'], report.at('expect'))
    const { function: logicalId, event = {}, timeout } = settings
    const timeLimit = timeout === undefined ? defaultTimeLimit : readDuration(timeout, report.at('timeout'))
    const writes = readWrites(settings['writes'], report)
    if (typeof logicalId !== 'string' || logicalId === '') {
      report
        .at('function')
        .tell('SMOKE_SETTING_INVALID', 'function names a function by its logical id', 'such as: function: ApiFunction')
      return undefined
    }
    if (expected === undefined) return undefined
    return {
      writes: writes ?? !isReadingEvent(event),
      timeLimit: timeLimit ?? defaultTimeLimit,
      attempt: (world, signal) => attempt(logicalId, event, expected, world, signal),
    }
  },
}

function parseLambdaExpectations(value: unknown, report: Report): LambdaExpectations | undefined {
  const expect = readExpect(value, ['error', 'status', 'json', 'body', 'within'], report)
  if (expect === undefined) return undefined
  const { error, status, json, body, within } = expect
  if ([error, status, json, body].every((one) => one === undefined)) {
    tellEmpty(report)
    return undefined
  }
  const parsed = {
    error:
      error === undefined || error === 'none'
        ? ('none' as const)
        : parseTextExpectation(error, 'contains', report.at('error')),
    status: status === undefined ? undefined : parseStatus(status, report.at('status')),
    json: json === undefined ? undefined : parseShape(json, report.at('json')),
    body: body === undefined ? undefined : parseShape(body, report.at('body')),
    within: within === undefined ? undefined : readDuration(within, report.at('within')),
  }
  return {
    error: parsed.error ?? 'none',
    ...(parsed.status === undefined ? {} : { status: parsed.status }),
    ...(parsed.json === undefined ? {} : { json: parsed.json }),
    ...(parsed.body === undefined ? {} : { body: parsed.body }),
    ...(parsed.within === undefined ? {} : { within: parsed.within }),
  }
}

async function attempt(
  logicalId: string,
  event: unknown,
  expected: LambdaExpectations,
  world: StepWorld,
  signal: AbortSignal,
): Promise<Attempt> {
  const begun = performance.now()
  const invocation = await invoke(logicalId, event, world, signal)
  const ms = performance.now() - begun
  if ('refused' in invocation) return { differences: [invocation.refused], transient: invocation.transient }
  const { payload, error } = invocation
  const differences: string[] = []
  if (expected.error === 'none') {
    if (error !== undefined)
      return { differences: [`expected no error, the function failed: ${error}`], transient: false }
  } else {
    const difference = error === undefined ? 'one, the function did not fail' : textDifference(expected.error, error)
    if (difference !== undefined) differences.push(`error: expected ${difference}`)
  }
  differences.push(...payloadDifferences(expected, payload))
  if (expected.within !== undefined && ms > expected.within) {
    differences.push(`expected the answer within ${formatDuration(expected.within)}, it took ${formatDuration(ms)}`)
  }
  return { differences, transient: false, answer: answerOf(payload, ms) }
}

/** The answer as captures see it: of an API's answer status, headers and body, else the payload. */
function answerOf(payload: string, ms: number): Answer {
  const { status, headers, body } = fromApiPayload(payload)
  const api = parseAnswer(payload)
  const text = api === undefined ? payload : new TextDecoder().decode(body)
  const seen = { ms, text, ...(api === undefined ? {} : { status, headers, bytes: body.length }) }
  try {
    return { ...seen, json: JSON.parse(text) }
  } catch {
    return seen
  }
}

function payloadDifferences(expected: LambdaExpectations, payload: string): readonly string[] {
  const { status, json, body } = expected
  const differences = json === undefined ? [] : [...jsonDifferences(json, payload === '' ? 'null' : payload, 'json')]
  if (status === undefined && body === undefined) return differences
  const answer = parseAnswer(payload)
  if (answer === undefined) return [...differences, `expected an API's answer with statusCode, got ${show(payload)}`]
  const difference = status === undefined ? undefined : statusDifference(status, answer.status)
  if (difference !== undefined) differences.push(`${difference} (${show(answer.body)})`)
  if (body === undefined) return differences
  const found =
    typeof answer.body === 'string'
      ? jsonDifferences(body, answer.body, 'body')
      : compareShape(body, answer.body, 'body')
  return [...differences, ...found]
}

function parseAnswer(payload: string): { readonly status: number; readonly body: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(payload)
    if (!isMap(value) || typeof value['statusCode'] !== 'number') return undefined
    const { statusCode: status, body, isBase64Encoded } = value
    const isEncoded = isBase64Encoded === true && typeof body === 'string'
    return { status, body: isEncoded ? Buffer.from(body, 'base64').toString() : body }
  } catch {
    return undefined
  }
}

/** An API's GET reads; of any other event nobody knows. */
function isReadingEvent(event: unknown): boolean {
  const context = isMap(event) ? event['requestContext'] : undefined
  const http = isMap(context) ? context['http'] : undefined
  const method = isMap(http) ? http['method'] : isMap(event) ? event['httpMethod'] : undefined
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
}
