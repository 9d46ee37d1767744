import { formatDuration, readDuration } from '../duration.ts'
import type { Report } from '../report.ts'
import type { Answer } from '../step-kind.ts'
import { cut, isMap, show } from '../values.ts'
import { jsonDifferences } from './json-text.ts'
import { readExpect, tellEmpty } from './read-expect.ts'
import { parseShape, type Shape } from './shape.ts'
import { parseStatus, type StatusExpectation, statusDifference, successful } from './status.ts'
import { parseTextExpectation, type TextExpectation, textDifference } from './text-expectation.ts'

/** What is expected of an answer over HTTP. */
export interface HttpExpectations {
  readonly status: StatusExpectation
  /** By lower-case name; null expects the header to be absent. */
  readonly headers: readonly (readonly [string, TextExpectation | null])[]
  readonly json?: Shape
  readonly text?: TextExpectation
  /** Milliseconds until the whole answer was there. */
  readonly within?: number
}

/** An answer over HTTP, read to its end. */
export interface HttpAnswer {
  readonly status: number
  /** By lower-case name; several values of one header joined by comma and space. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** From sending to the last byte. */
  readonly ms: number
  /** What else is known of it, such as the failure of the function behind it. */
  readonly note?: string
}

const known: readonly string[] = ['status', 'headers', 'json', 'text', 'within']

/** Reads `expect` of an http step; a step that asserts nothing about the answer is a problem. */
export function parseHttpExpectations(value: unknown, report: Report): HttpExpectations | undefined {
  const expect = readExpect(value, known, report)
  if (expect === undefined) return undefined
  const { status, headers, json, text, within } = expect
  const parsed = {
    status: status === undefined ? successful : parseStatus(status, report.at('status')),
    headers: headers === undefined ? [] : parseHeaders(headers, report.at('headers')),
    json: json === undefined ? undefined : parseShape(json, report.at('json')),
    text: text === undefined ? undefined : parseTextExpectation(text, 'contains', report.at('text')),
    within: within === undefined ? undefined : readDuration(within, report.at('within')),
  }
  if (status === undefined && json === undefined && text === undefined && parsed.headers?.length === 0) {
    tellEmpty(report)
    return undefined
  }
  return {
    status: parsed.status ?? successful,
    headers: parsed.headers ?? [],
    ...(parsed.json === undefined ? {} : { json: parsed.json }),
    ...(parsed.text === undefined ? {} : { text: parsed.text }),
    ...(parsed.within === undefined ? {} : { within: parsed.within }),
  }
}

function parseHeaders(value: unknown, report: Report): HttpExpectations['headers'] | undefined {
  if (!isMap(value)) {
    report.tell(
      'SMOKE_EXPECTATION_INVALID',
      `${show(value)} is no map of headers`,
      'such as { content-type: { contains: html } }',
    )
    return undefined
  }
  return Object.entries(value).flatMap(([name, one]) => {
    const expected = one === null ? null : parseTextExpectation(one, 'equals', report.at(name))
    return expected === undefined ? [] : [[name.toLowerCase(), expected] as const]
  })
}

/** All that differs from what was expected, for people; empty where the answer proves it. */
export function httpDifferences(expected: HttpExpectations, answer: HttpAnswer): readonly string[] {
  const status = statusDifference(expected.status, answer.status)
  const differences = status === undefined ? [] : [`${status}${excerpt(answer)}`]
  for (const [name, wanted] of expected.headers) {
    const actual = Object.hasOwn(answer.headers, name) ? answer.headers[name] : undefined
    const difference = headerDifference(wanted, actual)
    if (difference !== undefined) differences.push(`header ${name}: expected ${difference}`)
  }
  if (expected.text !== undefined || expected.json !== undefined) differences.push(...bodyDifferences(expected, answer))
  if (expected.within !== undefined && answer.ms > expected.within) {
    differences.push(
      `expected the answer within ${formatDuration(expected.within)}, it took ${formatDuration(answer.ms)}`,
    )
  }
  return differences
}

function headerDifference(wanted: TextExpectation | null, actual: string | undefined): string | undefined {
  if (wanted === null) return actual === undefined ? undefined : `it absent, got ${show(actual)}`
  return actual === undefined ? 'it, got none' : textDifference(wanted, actual)
}

function bodyDifferences(expected: HttpExpectations, answer: HttpAnswer): readonly string[] {
  const text = decode(answer.body)
  if (text === undefined) return ['body: expected UTF-8, got bytes that are none']
  const differences: string[] = []
  const difference = expected.text === undefined ? undefined : textDifference(expected.text, text)
  if (difference !== undefined) differences.push(`body: expected ${difference}`)
  if (expected.json !== undefined) differences.push(...jsonDifferences(expected.json, text, 'json'))
  return differences
}

/** An answer as captures see it, read when they ask; a body that is no UTF-8 has no text, one that is no JSON no data. */
export function answerOf({ status, headers, body, ms }: HttpAnswer): Answer {
  return {
    status,
    headers,
    bytes: body.length,
    ms,
    get text() {
      return decode(body)
    },
    get json() {
      try {
        return JSON.parse(decode(body) ?? '') as unknown
      } catch {
        return undefined
      }
    },
  }
}

function decode(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    return undefined
  }
}

/** The beginning of an unexpected answer: mostly it names the cause. */
function excerpt(answer: HttpAnswer): string {
  const start = (decode(answer.body.subarray(0, 4096)) ?? '').replace(/\s+/g, ' ').trim()
  const said = [answer.note, start === '' ? undefined : cut(start, 200)].filter((text) => text !== undefined)
  return said.length === 0 ? '' : ` (${said.join('; ')})`
}
