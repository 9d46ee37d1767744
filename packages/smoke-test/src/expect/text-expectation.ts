import type { Report } from '../report.ts'
import { isMap, show } from '../values.ts'

/** What is expected of a text; a header may also be expected to be absent. */
export type TextExpectation =
  | { readonly is: 'equals'; readonly text: string }
  | { readonly is: 'contains'; readonly text: string }
  | { readonly is: 'matches'; readonly pattern: RegExp }

const kinds = ['equals', 'contains', 'matches'] as const

/**
 * Reads what is expected of a text: a plain text in its usual sense (`plain`), or a map with one of `equals`,
 * `contains`, `matches`. What any text would meet is refused.
 */
export function parseTextExpectation(
  value: unknown,
  plain: 'equals' | 'contains',
  report: Report,
): TextExpectation | undefined {
  if (typeof value === 'string') return make(plain, value, report)
  const entries = isMap(value) ? Object.entries(value) : []
  const [entry] = entries
  const kind = kinds.find((name) => name === entry?.[0])
  if (entries.length === 1 && entry !== undefined && kind !== undefined && typeof entry[1] === 'string') {
    return make(kind, entry[1], report.at(kind))
  }
  report.tell(
    'SMOKE_EXPECTATION_INVALID',
    `${show(value)} says nothing about a text`,
    'a text, { contains: "…" } or { matches: "…" }',
  )
  return undefined
}

function make(is: 'equals' | 'contains' | 'matches', text: string, report: Report): TextExpectation | undefined {
  if (is === 'equals') return { is, text }
  if (text === '') {
    report.tell('SMOKE_NO_EXPECTATION', `every text ${is} ""`, 'say what the text is to hold')
    return undefined
  }
  if (is === 'contains') return { is, text }
  const pattern = readPattern(text, report)
  return pattern === undefined ? undefined : { is, pattern }
}

/** Reads a regular expression; tells a problem where it is none, or matches every text. */
export function readPattern(text: string, report: Report): RegExp | undefined {
  try {
    const pattern = new RegExp(text, 'u')
    if (!unlike.every((one) => pattern.test(one))) return pattern
    report.tell('SMOKE_NO_EXPECTATION', `every text matches ${show(text)}`, 'say what the text is to hold')
    return undefined
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    report.tell('SMOKE_EXPECTATION_INVALID', `${show(text)} is no regular expression: ${reason}`)
    return undefined
  }
}

/** Texts that have nothing in common: what matches all of them matches any. */
const unlike = ['', '\n', 'a b', '{"0":[]}', '\u{10ffff}']

/** What differs from the expectation, for people; undefined where nothing does. */
export function textDifference(expected: TextExpectation, actual: string): string | undefined {
  if (expected.is === 'equals')
    return actual === expected.text ? undefined : `${show(expected.text)}, got ${show(actual)}`
  if (expected.is === 'contains') {
    return actual.includes(expected.text) ? undefined : `to contain ${show(expected.text)}, got ${show(actual)}`
  }
  return expected.pattern.test(actual) ? undefined : `to match /${expected.pattern.source}/, got ${show(actual)}`
}
