import { formatDuration } from '../duration.ts'
import type { HttpAnswer } from '../http/request.ts'
import type { Answer } from '../step-kind.ts'
import { cut } from '../values.ts'
import type { AnswerBody } from './answer-body.ts'
import { compareShape } from './compare-shape.ts'
import { exactDifferences } from './exact.ts'
import type { HttpExpectations } from './http-expectations.ts'
import { dataDifferences } from './json-text.ts'
import type { Seen } from './late-expectation.ts'
import { namedTextDifferences } from './named-texts.ts'
import { sizeDifference } from './size.ts'
import { statusDifference } from './status.ts'
import { textDifference } from './text-expectation.ts'

/** All that differs from what was expected of one answer, for people; empty where the answer proves it. */
export async function httpDifferences(expected: HttpExpectations, seen: Seen): Promise<readonly string[]> {
  const differences = plainDifferences(expected, seen)
  for (const [, late] of expected.late) differences.push(...(await late.differences(seen)))
  // Several expectations may find the same.
  return differences.length < 2 ? differences : [...new Set(differences)]
}

/** What takes no waiting, which is all of most steps. */
function plainDifferences(expected: HttpExpectations, { answer, body, request }: Seen): string[] {
  const { json, exactly, bytes, redirect, within } = expected
  const status = statusDifference(expected.status, answer.status)
  const differences = status === undefined ? [] : [`${status}${excerpt(answer, body)}`]
  differences.push(...namedTextDifferences(expected.headers, answer.headers, 'header'))
  if (redirect !== undefined) {
    const { location } = answer.headers
    const target = location === undefined ? undefined : (URL.parse(location, request.url)?.href ?? location)
    const wanted =
      redirect.is === 'equals'
        ? { ...redirect, text: URL.parse(redirect.text, request.url)?.href ?? redirect.text }
        : redirect
    const difference = target === undefined ? 'a location, got none' : textDifference(wanted, target)
    if (difference !== undefined) differences.push(`redirect: expected ${difference}`)
  }
  if (expected.text !== undefined) differences.push(...textDifferences(expected.text, body))
  if (json !== undefined)
    differences.push(...dataDifferences(body, 'json', (value) => compareShape(json, value, 'json')))
  if (exactly !== undefined)
    differences.push(...dataDifferences(body, 'json', (value) => exactDifferences(exactly.value, value, 'json')))
  const size = bytes === undefined ? undefined : sizeDifference(bytes, answer.body.length)
  if (size !== undefined) differences.push(size)
  if (within !== undefined && answer.ms > within)
    differences.push(`expected the answer within ${formatDuration(within)}, it took ${formatDuration(answer.ms)}`)
  return differences
}

function textDifferences(expected: NonNullable<HttpExpectations['text']>, body: AnswerBody): readonly string[] {
  const text = body.text()
  if (text === undefined) return ['body: expected UTF-8, got bytes that are none']
  const difference = textDifference(expected, text)
  return difference === undefined ? [] : [`body: expected ${difference}`]
}

/** An answer as captures see it, read when they ask; a body that is no UTF-8 has no text, one that is no JSON no data. */
export function answerOf({ status, headers, ms }: HttpAnswer, body: AnswerBody): Answer {
  return {
    status,
    headers,
    bytes: body.bytes.length,
    ms,
    get text() {
      return body.text()
    },
    get json() {
      return body.json()?.value
    },
  }
}

/** The beginning of an unexpected answer: mostly it names the cause. */
function excerpt({ note }: HttpAnswer, body: AnswerBody): string {
  const start = (body.text() ?? '').slice(0, 4096).replace(/\s+/g, ' ').trim()
  const said = [note, start === '' ? undefined : cut(start, 200)].filter((text) => text !== undefined)
  return said.length === 0 ? '' : ` (${said.join('; ')})`
}
