import type { Report } from '../report.ts'
import { isMap, show } from '../values.ts'
import { parseTextExpectation, type TextExpectation, textDifference } from './text-expectation.ts'

/** What named texts must be, by lower-case name; null expects one to be absent. */
export type NamedTexts = readonly (readonly [string, TextExpectation | null])[]

/** Reads `{ content-type: { contains: html }, etag: null }`. */
export function readNamedTexts(value: unknown, report: Report): NamedTexts | undefined {
  const hint = 'such as { content-type: text/html }'
  if (isMap(value) && Object.keys(value).length === 0) {
    report.tell('SMOKE_NO_EXPECTATION', 'names nothing', hint)
    return undefined
  }
  if (!isMap(value)) {
    report.tell('SMOKE_EXPECTATION_INVALID', `${show(value)} is no map of texts`, hint)
    return undefined
  }
  return Object.entries(value).flatMap(([name, one]) => {
    const expected = one === null ? null : parseTextExpectation(one, 'equals', report.at(name))
    return expected === undefined ? [] : [[name.toLowerCase(), expected] as const]
  })
}

/** What differs; each difference begins with `what` and the name. */
export function namedTextDifferences(
  expected: NamedTexts,
  actual: Readonly<Record<string, string>>,
  what: string,
): readonly string[] {
  return expected.flatMap(([name, wanted]) => {
    const found = Object.hasOwn(actual, name) ? actual[name] : undefined
    if (wanted === null) return found === undefined ? [] : [`${what} ${name}: expected it absent, got ${show(found)}`]
    const difference = found === undefined ? 'it, got none' : textDifference(wanted, found)
    return difference === undefined ? [] : [`${what} ${name}: expected ${difference}`]
  })
}
