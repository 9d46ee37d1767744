import type { StackPresence } from './status.ts'

/** A stack as it is, as far as one DescribeStacks tells. */
export interface StackState {
  readonly name: string
  /** Absent where there is no stack. */
  readonly arn?: string
  readonly status: StackPresence
  /** Last update, else creation; ISO 8601. */
  readonly updatedAt?: string
  readonly outputs: Readonly<Record<string, string>>
  /** Values of the outputs that are exported, by the name of the export; absent where there are none. */
  readonly exports?: Readonly<Record<string, string>>
  /** As the stack holds them; NoEcho values are asterisks. */
  readonly parameters: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  readonly capabilities: readonly string[]
  readonly terminationProtection: boolean
  /** What the last look for drift found, and when; absent where nobody looked. */
  readonly drift?: { readonly status: string; readonly at?: string }
  /** CloudFormation's reason for the status, where it gives one. */
  readonly reason?: string
}

/** The state of a stack that does not exist. */
export function absentStack(name: string): StackState {
  const nothing = { outputs: {}, parameters: {}, tags: {}, capabilities: [] }
  return { name, status: 'ABSENT', ...nothing, terminationProtection: false }
}

/** A stack's outputs, by name; empty where there is no stack. */
export function outputsOf(state: Pick<StackState, 'outputs'>): Readonly<Record<string, string>> {
  return state.outputs
}
