/** The state to which a stack returns when something fails. */
import type { Stack } from '../cloud/model.ts'

/** Remembers the state as one to return to. */
export function keepStable(stack: Stack): void {
  const { definition, outputs } = stack
  stack.stable = { definition, outputs, resources: new Map(stack.resources) }
}
