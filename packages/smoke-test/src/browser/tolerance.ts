import type { Report } from '../report.ts'
import { isMap, show } from '../values.ts'

/** Which errors of a page are let pass: all, or those that hold one of these texts. */
export type Tolerance = 'any' | readonly string[]

/** Reads `none` (the default), `any` or `{ except: [text] }`. */
export function readTolerance(value: unknown, report: Report): Tolerance {
  if (value === undefined || value === 'none') return []
  if (value === 'any') return value
  const except = isMap(value) && Object.keys(value).length === 1 ? value['except'] : undefined
  const list = typeof except === 'string' ? [except] : except
  if (Array.isArray(list) && list.length > 0 && list.every((one) => typeof one === 'string' && one !== '')) return list
  report.tell(
    'SMOKE_EXPECTATION_INVALID',
    `${show(value)} says nothing of errors`,
    'none, any, or { except: ["text"] }',
  )
  return []
}

/** Those that are not let pass, each once. */
export function notTolerated(found: readonly string[], tolerance: Tolerance): readonly string[] {
  if (tolerance === 'any') return []
  return [...new Set(found)].filter((one) => !tolerance.some((text) => one.includes(text)))
}
