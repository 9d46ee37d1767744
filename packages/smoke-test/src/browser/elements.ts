import { parseTextExpectation, type TextExpectation } from '../expect/text-expectation.ts'
import type { Report } from '../report.ts'
import { isMap, show } from '../values.ts'

/** What is expected of the visible elements that a selector finds: how many, or that one of them has a text. */
export type ElementExpectation =
  | { readonly selector: string; readonly least: number; readonly most: number }
  | { readonly selector: string; readonly text: TextExpectation }

/** Reads a map of selector → `3`, `{ min: 1, max: 9 }`, or a text as everywhere else. */
export function readElements(value: unknown, report: Report): readonly ElementExpectation[] {
  if (value === undefined) return []
  if (!isMap(value) || Object.keys(value).length === 0) {
    const hint = 'such as { "role=heading": 1, ".tally": { contains: "7" } }'
    report.tell('SMOKE_EXPECTATION_INVALID', `${show(value)} is no map of selectors`, hint)
    return []
  }
  return Object.entries(value).flatMap(([selector, wanted]): readonly ElementExpectation[] => {
    const at = report.at(selector)
    const range = readRange(wanted)
    if (range !== undefined) return [{ selector, ...range }]
    if (typeof wanted === 'number' || (isMap(wanted) && ('min' in wanted || 'max' in wanted))) {
      at.tell(
        'SMOKE_EXPECTATION_INVALID',
        `${show(wanted)} is no number of elements`,
        'such as 3 or { min: 1, max: 9 }',
      )
      return []
    }
    const text = parseTextExpectation(wanted, 'contains', at)
    return text === undefined ? [] : [{ selector, text }]
  })
}

function readRange(value: unknown): { readonly least: number; readonly most: number } | undefined {
  if (isCount(value)) return { least: value, most: value }
  if (!isMap(value)) return undefined
  const { min, max, ...others } = value
  if (Object.keys(others).length > 0 || (min === undefined && max === undefined)) return undefined
  const least = min ?? 0
  const most = max ?? Number.MAX_SAFE_INTEGER
  const isRange = isCount(least) && isCount(most) && least <= most && !(least === 0 && max === undefined)
  return isRange ? { least, most } : undefined
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
