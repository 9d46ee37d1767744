import type { Problem } from './error.ts'
import type { ExitCode } from './exit-code.ts'
import type { Finding } from './finding.ts'
import type { Json } from './json.ts'
import type { Scope } from './scope.ts'

/** The command that follows, and why. */
export interface Next {
  readonly command: string
  readonly why: string
}

/** The one answer of every command, also on failure and refusal; `--json` prints exactly this. */
export interface Envelope<D = Json> {
  readonly v: 1
  readonly run: string
  readonly command: string
  readonly scopes: readonly Scope[]
  readonly dryRun: boolean
  readonly ok: boolean
  readonly exitCode: ExitCode
  readonly data: D | null
  readonly findings: readonly Finding[]
  readonly problems: readonly Problem[]
  readonly next?: Next
}
