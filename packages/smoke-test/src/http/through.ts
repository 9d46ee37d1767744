import type { Report } from '../report.ts'
import { refuseUnknown, unresolved } from '../step-kind.ts'
import { isMap, show } from '../values.ts'
import type { Through } from './send.ts'

/** Reads `through`: a logical id, or `{ function, route }`. */
export function readThrough(value: unknown, report: Report): Through | undefined {
  const { function: name, route, ...others } = isMap(value) ? value : { function: value }
  refuseUnknown(others, ['function', 'route'], report)
  if (typeof name !== 'string' || name === '') {
    report.tell('SMOKE_SETTING_INVALID', 'through names a function by its logical id', 'such as through: ApiFunction')
    return undefined
  }
  if (route === undefined || route === unresolved) return { function: name }
  if (typeof route === 'string' && /^([A-Z]+ \/\S*|\$default)$/.test(route)) return { function: name, route }
  const hint = 'as in the template, such as GET /reports/{id}'
  report.at('route').tell('SMOKE_SETTING_INVALID', `${show(route)} is no route of an API`, hint)
  return undefined
}
