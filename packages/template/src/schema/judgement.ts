import type { Remark, Rule } from '../rules/rule.ts'

/** A remark, and the rule that makes it. */
export interface Judgement extends Remark {
  readonly rule: Rule['id']
}
