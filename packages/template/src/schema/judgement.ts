import type { Remark, Rule } from '../rules/rule.ts'

/** A remark, and the rule that makes it. */
export interface Judgement extends Remark {
  readonly rule: Rule['id']
  /** The property that is not there, where that is what the remark says. */
  readonly missing?: string
}
