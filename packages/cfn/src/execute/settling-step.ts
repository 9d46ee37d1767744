import type { ReleasedStack, Step } from '@project-utils/contract'
import type { DesiredStack } from '../state/desired.ts'
import type { StackState } from '../state/state.ts'
import { stackGroup } from '../state/status.ts'
import type { Settle } from './stack-input.ts'

/**
 * The step for a stack whose resources stay as they are while its termination protection or its policy does not; undefined
 * where there is nothing to set. A policy cannot be read back cheaply, so it is set where something else than this was
 * recorded. Pure.
 */
export function settlingStep(
  { key, name, handling, digest }: Pick<DesiredStack, 'key' | 'name' | 'handling' | 'digest'>,
  state: StackState,
  recorded: Pick<ReleasedStack, 'digest'> | undefined,
): Step | undefined {
  if (stackGroup(state.status) !== 'update' || state.arn === undefined) return undefined
  const { protect, policy } = handling
  const protects = protect !== undefined && protect !== state.terminationProtection
  const rules = policy !== undefined && recorded?.digest !== digest
  if (!protects && !rules) return undefined
  const input: Settle = {
    ...{ operation: 'settle', key, name, arn: state.arn },
    handling: { ...(protects ? { protect } : {}), ...(rules ? { policy } : {}) },
  }
  const parts = [
    ...(protects ? [protect === true ? 'protect it from deletion' : 'lift its protection'] : []),
    ...(rules ? ['put its policy in force'] : []),
  ]
  const protection = { path: 'terminationProtection', before: state.terminationProtection, after: protect === true }
  return {
    id: `stack.${key}.settings`,
    kind: 'stack',
    title: `Settings of stack ${name}: ${parts.join(', ')}`,
    why: 'they are not as the configuration says',
    needs: [],
    action: 'modify',
    undo: 'by hand',
    risks: [],
    changes: [
      ...(protects ? [{ subject: name, action: 'modify' as const, ...protection }] : []),
      ...(rules ? [{ subject: name, action: 'modify' as const, path: 'policy' }] : []),
    ],
    input,
  }
}
