import type { LambdaClient } from '@aws-sdk/client-lambda'
import type { Report } from './report.ts'

/** What steps are run with. */
export interface StepWorld {
  readonly lambda?: LambdaClient | undefined
  /** Physical function names by logical id. */
  readonly functions: Readonly<Record<string, string>>
  /** Versions to check before they get traffic, by logical id. */
  readonly versions: Readonly<Record<string, string>>
  readonly fetch: typeof fetch
  readonly account: string
}

/** How one try ended: what differs from what was expected, and whether another try may end otherwise by itself. */
export interface Attempt {
  readonly differences: readonly string[]
  readonly transient: boolean
}

/** Whether a step writes test data: `allowed` does, and says that it may even in tier read-only. */
export type Writes = boolean | 'allowed'

/** A step whose settings were read and found right. */
export interface PreparedStep {
  readonly writes: Writes
  /** Milliseconds for one try. */
  readonly timeLimit: number
  /** Tries once. Throws only for what is our bug, and the signal's reason. */
  attempt(world: StepWorld, signal: AbortSignal): Promise<Attempt>
}

/** A kind of step: reads its settings, telling every problem. */
export interface StepKind {
  prepare(settings: Readonly<Record<string, unknown>>, report: Report): PreparedStep | undefined
}

/** Milliseconds for one try of a step that names no `timeout`. */
export const defaultTimeLimit = 30_000

/** Reads the setting `writes`; undefined where it is absent or wrong. */
export function readWrites(value: unknown, report: Report): Writes | undefined {
  if (value === undefined || typeof value === 'boolean' || value === 'allowed') return value
  report.at('writes').tell('SMOKE_SETTING_INVALID', 'writes is true, false or allowed')
  return undefined
}

/** Tells of settings that a kind of step does not know. */
export function refuseUnknown(
  settings: Readonly<Record<string, unknown>>,
  known: readonly string[],
  report: Report,
): void {
  for (const key of Object.keys(settings)) {
    if (!known.includes(key)) {
      report
        .at(key)
        .tell('SMOKE_SETTING_INVALID', `"${key}" is no setting of such a step`, `known: ${known.join(', ')}`)
    }
  }
}
