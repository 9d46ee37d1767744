import type { Place } from '@project-utils/contract'
import type { Exchange } from '../step-kind.ts'

/** How one step of a suite ended. */
export interface SuiteStepResult {
  readonly name: string
  readonly kind: string
  /** A step that could not be run has failed: nothing was proved. */
  readonly outcome: 'passed' | 'failed'
  /** From the first try's start to the last one's end. */
  readonly ms: number
  /** Tries that were made; 0 where nothing could be sent. */
  readonly attempts: number
  /** What differs, or that it passed only after a retry. */
  readonly message?: string
  /** What differs, one by one; only where it failed. */
  readonly differences?: readonly string[]
  /** True where it passed, but only after a retry that nothing it expects explains. */
  readonly retried?: boolean
  /** What was sent and what came at the last try; only where it failed or was tried again. */
  readonly exchange?: Exchange
  readonly where: Place
}

/** How a suite ended: green only if every step proved what it expects. */
export interface SuiteResult {
  readonly suite: string
  /** True where all checks passed, and set-up and clean-up as well. */
  readonly ok: boolean
  /** Checks that passed and that failed; set-up and clean-up are not counted. */
  readonly passed: number
  readonly failed: number
  readonly steps: readonly SuiteStepResult[]
  readonly setup: readonly SuiteStepResult[]
  readonly cleanup: readonly SuiteStepResult[]
  readonly ms: number
}
