import type { Reference } from '@project-utils/project'
import type { StackState } from './state.ts'

/**
 * A look-up for `${outputs.stack.Name}` references over the states of stacks by their keys; undefined for other kinds of
 * reference and for outputs that do not exist (yet).
 */
export function resolveOutputs(
  states: Readonly<Record<string, Pick<StackState, 'outputs'>>>,
): (reference: Reference) => string | undefined {
  return (reference) => (reference.kind === 'outputs' ? states[reference.stack]?.outputs[reference.output] : undefined)
}
