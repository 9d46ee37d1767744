import type { FactTable } from '@project-utils/contract'

/** The facts that this package emits. */
export const facts: FactTable = {
  'stack.event': {
    meaning: 'CloudFormation reports something about a stack or one of its resources.',
    fields: {
      stack: 'name of the stack',
      logicalId: "logical id of the resource; the stack's name for the stack itself",
      type: 'resource type',
      status: 'resource status, such as CREATE_COMPLETE',
      reason: 'why, where CloudFormation says so',
      physicalId: 'physical id, where known',
      t: "CloudFormation's time of the event, ISO 8601",
    },
  },
}
