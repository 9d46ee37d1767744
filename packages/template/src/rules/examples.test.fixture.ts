import type { ValidationSetting } from './rule.ts'

/** A fault as somebody would write it, marked by `# !` at the end of its line, beside the same without it. */
export interface Example {
  readonly rule: `template/${string}`
  readonly good: string
  readonly bad: string
  /** Of the bad one; of the good one as well where that has none of its own. */
  readonly setting?: ValidationSetting
  readonly goodSetting?: ValidationSetting
}
