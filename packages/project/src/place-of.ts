import type { Place } from '@project-utils/contract'
import type { SuiteStep } from './sections/suites.ts'

/** Where a setting of a step is written, such as `['expect', 'status']`; the nearest known place above it otherwise. */
export function placeOf(step: Pick<SuiteStep, 'where' | 'places'>, path: readonly (string | number)[]): Place {
  for (let length = path.length; length > 0; length--) {
    const place = step.places?.[path.slice(0, length).join('.')]
    if (place !== undefined) return place
  }
  return step.where
}
