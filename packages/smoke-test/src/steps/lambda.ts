import { formatDuration, readDuration } from '../duration.ts'
import { compareShape } from '../expect/compare-shape.ts'
import { jsonDifferences } from '../expect/json-text.ts'
import { parseShape } from '../expect/shape.ts'
import { parseStatus, statusDifference } from '../expect/status.ts'
import { parseTextExpectation, type TextExpectation, textDifference } from '../expect/text-expectation.ts'
import { fromApiPayload } from '../http/api-answer.ts'
import { type Invocation, type InvokeOptions, invoke, payloadLimits } from '../invoke.ts'
import {
  commonReaders,
  type Fields,
  isGiven,
  type Reader,
  readAnything,
  readExpected,
  readFields,
  readMap,
  readName,
  readText,
} from '../read-fields.ts'
import type { Report } from '../report.ts'
import { shownLimit } from '../service/attempt.ts'
import {
  type Answer,
  type Attempt,
  defaultTimeLimit,
  type Exchange,
  type PreparedStep,
  type StepKind,
  type StepWorld,
} from '../step-kind.ts'
import { cut, isMap, show } from '../values.ts'

const readInvocation: Reader<'request' | 'event'> = (value, report) => {
  if (value === 'request' || value === 'event') return value
  report.tell('SMOKE_SETTING_INVALID', `${show(value)} is no kind of invocation`, 'request, or event')
  return undefined
}

/** Bytes of a client context (AWS, Lambda API reference: Invoke). */
const longestContext = 3583

const readContext: Reader<Readonly<Record<string, unknown>>> = (value, report) => {
  const context = readMap(value, report)
  if (context === undefined || Buffer.byteLength(JSON.stringify(context), 'utf8') * (4 / 3) <= longestContext)
    return context
  report.tell('SMOKE_SETTING_INVALID', 'a client context has at most 3583 bytes in base64')
  return undefined
}

const readError: Reader<'none' | TextExpectation> = (value, report) =>
  value === 'none' ? value : parseTextExpectation(value, 'contains', report)

const proofs = { error: readError, status: parseStatus, json: parseShape, body: parseShape }
const expectations = { ...proofs, within: readDuration }
type Expected = Fields<typeof expectations>

const readers = {
  function: readName,
  event: readAnything,
  invocation: readInvocation,
  qualifier: readText,
  context: readContext,
  ...commonReaders,
}

/** `lambda`: invokes a function, in a gate its new version, and compares the answer. */
export const lambdaStep: StepKind = {
  prepare: (settings, report) => {
    const fields = readFields(settings, readers, report)
    const isComplete = isGiven(settings, 'function', 'ApiFunction', report)
    const { function: name, invocation = 'request', qualifier, context, expect } = fields
    const event = fields.event === undefined ? {} : fields.event.value
    refuseLarge(event, invocation, report)
    const expected = invocation === 'event' ? undefined : readProofs(expect?.value, report.at('expect'))
    if (invocation === 'event' && expect !== undefined) {
      const hint = 'leave it out; a later step proves what the function did'
      report.at('expect').tell('SMOKE_EXPECTATION_INVALID', 'an event has no answer: Lambda only takes it', hint)
    }
    if (!isComplete || name === undefined || (invocation === 'request' && expected === undefined)) return undefined
    const options = { qualifier, isEvent: invocation === 'event', clientContext: context }
    return {
      writes: fields.writes ?? !isReadingEvent(event),
      timeLimit: fields.timeout ?? defaultTimeLimit,
      attempt: (world, signal) => attempt(name, event, options, expected, world, signal),
    } satisfies PreparedStep
  },
}

function readProofs(value: unknown, report: Report): Expected | undefined {
  // How long it took proves nothing by itself.
  if (isMap(value) && Object.keys(proofs).every((name) => value[name] === undefined)) {
    const { within: _, ...others } = value
    return readExpected(others, expectations, report)
  }
  return readExpected(value, expectations, report)
}

function refuseLarge(event: unknown, invocation: 'request' | 'event', report: Report): void {
  const size = Buffer.byteLength(JSON.stringify(event) ?? '', 'utf8')
  const limit = payloadLimits[invocation]
  if (size <= limit) return
  const message = `has ${size} bytes, Lambda takes ${limit / 1024 / 1024} MB`
  report.at('event').tell('SMOKE_SETTING_INVALID', message, 'send less, or the place where the data lies')
}

async function attempt(
  name: string,
  event: unknown,
  options: InvokeOptions,
  expected: Expected | undefined,
  world: StepWorld,
  signal: AbortSignal,
): Promise<Attempt> {
  const begun = performance.now()
  const invocation = await invoke(name, event, world, signal, options)
  const ms = performance.now() - begun
  const exchange = exchangeOf(name, event, invocation)
  if ('refused' in invocation) {
    return { differences: [invocation.refused], transient: invocation.transient, exchange }
  }
  const { payload, error } = invocation
  if (expected === undefined) return { differences: [], transient: false, answer: { status: 202, ms }, exchange }
  const wanted = expected.error ?? 'none'
  const differences: string[] = []
  if (wanted === 'none') {
    if (error !== undefined) {
      return { differences: [`expected no error, the function failed: ${error}`], transient: false, exchange }
    }
  } else {
    const difference = error === undefined ? 'one, the function did not fail' : textDifference(wanted, error)
    if (difference !== undefined) differences.push(`error: expected ${difference}`)
  }
  differences.push(...payloadDifferences(expected, payload))
  if (expected.within !== undefined && ms > expected.within) {
    differences.push(`expected the answer within ${formatDuration(expected.within)}, it took ${formatDuration(ms)}`)
  }
  return { differences, transient: false, answer: answerOf(payload, ms), exchange }
}

/** What was sent and what came; the end of the function's log stands below its answer. */
function exchangeOf(name: string, event: unknown, invocation: Invocation): Exchange {
  const body = show(event, shownLimit)
  if ('refused' in invocation) {
    const response = { title: 'refused', body: cut(invocation.refused, shownLimit) }
    return { request: { title: `Invoke ${name}`, body }, response }
  }
  const { payload, error, log, of } = invocation
  const said = [cut(payload, shownLimit), log === undefined ? '' : `log:\n${log.trimEnd()}`].filter((one) => one !== '')
  const response = { title: error === undefined ? 'answer' : 'failed', body: said.join('\n\n') }
  return { request: { title: `Invoke ${of}`, body }, response }
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

function payloadDifferences(expected: Expected, payload: string): readonly string[] {
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
