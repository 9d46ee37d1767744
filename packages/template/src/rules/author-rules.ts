import { unprotectedData, unsetRetention, unthrottledStage } from './care-rules.ts'
import { danglingReference } from './dangling-reference.ts'
import { unsetMemory, unsetTimeout } from './lambda-rules.ts'
import type { Rule } from './rule.ts'

/** What every deployment tells its author, whatever else is checked: dangling names, and defaults that hurt. */
export const authorRules: readonly Rule[] = [
  danglingReference,
  unsetMemory,
  unsetTimeout,
  unthrottledStage,
  unprotectedData,
  unsetRetention,
]
