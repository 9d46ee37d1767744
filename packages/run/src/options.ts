import type { Approval, Decision, ErrorTable, Event, Holder, Plan, Ports, ProjectError } from '@project-utils/contract'
import type { Masker } from './masker.ts'

/** What every run needs from the outside: nothing here is read from the process. */
export interface RunOptions {
  readonly tool: { readonly name: string; readonly version: string }
  /** Run id, see `newRunId`. */
  readonly run: string
  readonly now: () => Date
  /** Takes every event, stamped and masked: `hello` first, exactly one `result` last. */
  readonly emit: (event: Event) => void
  readonly masker: Masker
  /** The tables by which problems become exit codes. */
  readonly errors: readonly ErrorTable[]
  /** Aborted by the first signal, with `SIGINT` or `SIGTERM` as its reason. */
  readonly signal: AbortSignal
  /** Exit 3 where changes were found (questions and dry runs). */
  readonly detailedExitCode?: boolean
  /** Sees every error first: turns a foreign one (of the SDK) into one of ours, and may tell causes; undefined where it knows none. */
  readonly explain?: (error: unknown) => ProjectError | undefined
  /** Told of every error that no rule foresaw, with its stack, before the result is made. */
  readonly bug?: (error: unknown) => void
}

/** What an act needs besides. */
export interface ActOptions extends RunOptions {
  readonly ports: Ports
  readonly holder: Holder
  /** Plans, shows, removes what it prepared, and ends. */
  readonly dryRun?: boolean
  /**
   * Shows the plan and answers with the approval, or with undefined where it was declined or nobody could be asked.
   * Called for every plan that would be applied; a refused one stands in the result.
   */
  readonly decide: (plan: Plan, decision: Decision) => Promise<Approval | undefined>
}
