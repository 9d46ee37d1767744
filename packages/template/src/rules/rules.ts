import type { Rule } from './rule.ts'
import { suppressionForm } from './suppressions.ts'

/** All rules of validation. */
export const rules: readonly Rule[] = [suppressionForm]
