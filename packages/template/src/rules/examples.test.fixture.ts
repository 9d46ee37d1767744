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

/** A resource of one type, its properties one a line; the last line is the faulty one. */
export function resource(
  rule: Example['rule'],
  type: string,
  good: readonly string[],
  bad: readonly string[],
): Example {
  const around = (lines: readonly string[]): string =>
    `Resources:\n  X:\n    Type: ${type}\n    Properties:\n${lines.map((line) => `      ${line}`).join('\n')}`
  return { rule, good: `${around(good)}\n`, bad: `${around(bad)} # !\n` }
}
