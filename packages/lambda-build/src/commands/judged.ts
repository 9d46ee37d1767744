import { isUnknown } from '@project-utils/template'
import type { JudgedFunction } from '../runtime/judged-function.ts'
import type { Declared } from './declared.ts'

/** Declared functions as the judge takes them: variables whose value nobody knows yet are without one. */
export function judgedOf({ functions }: Declared): Readonly<Record<string, JudgedFunction>> {
  return Object.fromEntries(
    Object.values(functions).map(({ environment = {}, ...rest }): [string, JudgedFunction] => {
      const variables = Object.entries(environment).map(([name, value]): [string, string | undefined] => [
        name,
        isUnknown(value) ? undefined : value,
      ])
      return [rest.logicalId, { ...rest, environment: Object.fromEntries(variables) }]
    }),
  )
}
