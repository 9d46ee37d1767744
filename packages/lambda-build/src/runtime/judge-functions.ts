import type { Finding, Place, Problem, Severity } from '@project-utils/contract'
import { environmentRules } from './environment-rules.ts'
import type { JudgedFunction, Setting } from './judged-function.ts'
import { type LifecycleTable, readLifecycles } from './lifecycle.ts'
import { runtimeRules } from './runtime-rules.ts'
import { sizeRules } from './setting-rules.ts'

/** What the judge knows besides the template. */
export interface JudgeOptions {
  readonly now: Date
  /** Default: the table of this package. */
  readonly lifecycles?: LifecycleTable
  /** Whether the function is there already; undefined where nobody has looked. */
  readonly exists?: (logicalId: string) => boolean | undefined
}

/** What was judged: problems are refused by Lambda itself, findings are for a person. */
export interface Judgement {
  readonly problems: readonly Problem[]
  readonly findings: readonly Finding[]
}

/** One thing to say of a function. A rule that Lambda enforces has a `code`, and refuses; another has a severity. */
export interface Remark {
  readonly rule: string
  readonly message: string
  readonly fix: string
  readonly code?:
    | 'LAMBDA_SETTING_INVALID'
    | 'LAMBDA_RUNTIME_UNKNOWN'
    | 'LAMBDA_ENVIRONMENT_INVALID'
    | 'LAMBDA_RUNTIME_BLOCKED'
  readonly severity?: Severity
  readonly category?: string
  /** The setting that is meant; default: the function. */
  readonly at?: Setting
}

/** A rule looks at one function. */
export type FunctionRule = (
  id: string,
  settings: JudgedFunction,
  options: Required<Pick<JudgeOptions, 'lifecycles' | 'now'>> & JudgeOptions,
) => readonly Remark[]

const rules: readonly FunctionRule[] = [...sizeRules, environmentRules, runtimeRules]

/**
 * Judges memory, timeout, temporary storage, concurrency, architecture, layers, variables and runtime of functions: what
 * Lambda itself refuses is a problem, what is unusual or unset a finding with its reason and fix.
 *
 * @param functions by logical id
 */
export function judgeFunctions(functions: Readonly<Record<string, JudgedFunction>>, options: JudgeOptions): Judgement {
  const complete = { ...options, lifecycles: options.lifecycles ?? readLifecycles() }
  const problems: Problem[] = []
  const findings: Finding[] = []
  for (const [id, settings] of Object.entries(functions)) {
    for (const remark of rules.flatMap((rule) => rule(id, settings, complete))) {
      const where: Place = (remark.at === undefined ? undefined : settings.places[remark.at]) ?? settings.place
      const { rule, message, fix, code, severity = 'info', category = 'reliability' } = remark
      if (code === undefined) findings.push({ rule: `lambda/${rule}`, category, severity, message, fix, where })
      else problems.push({ code, message, hint: fix, where })
    }
  }
  return { problems, findings }
}
