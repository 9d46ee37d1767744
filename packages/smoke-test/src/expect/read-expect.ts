import type { Report } from '../report.ts'
import { isMap, show } from '../values.ts'

/** Reads `expect` as a map of known keys; tells what is missing, unknown or empty. */
export function readExpect(
  value: unknown,
  keys: readonly string[],
  report: Report,
): { readonly [key: string]: unknown } | undefined {
  if (value === undefined || value === null) {
    tellEmpty(report)
    return undefined
  }
  if (!isMap(value)) {
    report.tell(
      'SMOKE_EXPECTATION_INVALID',
      `${show(value)} is no map of expectations`,
      `one or more of ${keys.join(', ')}`,
    )
    return undefined
  }
  for (const key of Object.keys(value)) {
    if (!keys.includes(key)) {
      report
        .at(key)
        .tell('SMOKE_EXPECTATION_INVALID', `"${key}" cannot be expected`, `one or more of ${keys.join(', ')}`)
    }
  }
  return value
}

/** Tells that a step proves nothing. */
export function tellEmpty(report: Report): void {
  report.tell(
    'SMOKE_NO_EXPECTATION',
    'expects nothing of the answer',
    'add what proves it, such as: expect: { status: 200 }',
  )
}
