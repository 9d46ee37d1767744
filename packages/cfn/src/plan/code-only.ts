import { canonicalJson } from '@project-utils/contract'
import { functionTypes, layerTypes } from '@project-utils/template'
import type { DesiredStack } from '../state/desired.ts'
import type { StackState } from '../state/state.ts'
import type { PreviousTemplate } from './previous-template.ts'
import { templateChanges } from './template-changes.ts'

const codeProperties: ReadonlySet<string> = new Set(['Code', 'CodeUri', 'Content', 'ContentUri', 'ImageUri'])

/** Tells whether nothing but the code of functions and layers changes: nothing else can follow from that. Pure. */
export function isCodeOnly(desired: DesiredStack, state: StackState, previous: PreviousTemplate): boolean {
  const given = Object.entries(desired.parameters)
  const isSame =
    canonicalJson(desired.tags) === canonicalJson(state.tags) &&
    given.every(([name, value]) => state.parameters[name] === value)
  if (!isSame) return false
  const changes = templateChanges(desired, previous, state.arn)
  return (
    changes.length > 0 &&
    changes.every(
      ({ action, type, replacement, details }) =>
        action === 'modify' &&
        replacement === 'False' &&
        (functionTypes.has(type) || layerTypes.has(type)) &&
        details.every(({ attribute, name = '' }) => attribute === 'Properties' && codeProperties.has(name)),
    )
  )
}
