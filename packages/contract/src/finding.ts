import type { Place } from './place.ts'

export type Severity = 'error' | 'warning' | 'info'

/** Something a person should act on; one shape for template lint, policy check, failed check, waste, drift and health. */
export interface Finding {
  /** Stable name of the rule, such as `template/unset-memory`. */
  readonly rule: string
  readonly category: string
  readonly severity: Severity
  readonly message: string
  readonly where?: Place
  /** What to do about it, as a command or an edit where possible. */
  readonly fix?: string
}
