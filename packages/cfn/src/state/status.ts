/** CloudFormation's 23 stack statuses. Source: the SDK's `StackStatus`, @aws-sdk/client-cloudformation 3.1162.0. */
export const stackStatuses = [
  'CREATE_COMPLETE',
  'CREATE_FAILED',
  'CREATE_IN_PROGRESS',
  'DELETE_COMPLETE',
  'DELETE_FAILED',
  'DELETE_IN_PROGRESS',
  'IMPORT_COMPLETE',
  'IMPORT_IN_PROGRESS',
  'IMPORT_ROLLBACK_COMPLETE',
  'IMPORT_ROLLBACK_FAILED',
  'IMPORT_ROLLBACK_IN_PROGRESS',
  'REVIEW_IN_PROGRESS',
  'ROLLBACK_COMPLETE',
  'ROLLBACK_FAILED',
  'ROLLBACK_IN_PROGRESS',
  'UPDATE_COMPLETE',
  'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
  'UPDATE_FAILED',
  'UPDATE_IN_PROGRESS',
  'UPDATE_ROLLBACK_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
  'UPDATE_ROLLBACK_FAILED',
  'UPDATE_ROLLBACK_IN_PROGRESS',
] as const

export type StackStatus = (typeof stackStatuses)[number]

/** What a stack is in, where `ABSENT` stands for no stack or a deleted one. */
export type StackPresence = StackStatus | 'ABSENT'

/** What a status asks for before the next deployment. */
export type StackGroup = 'create' | 'update' | 'wait' | 'recreate' | 'repair' | 'continue' | 'delete' | 'person'

/**
 * The one decision on statuses. `recreate`: never had a good state, so it is deleted and created; `repair`: paused
 * half-way, resources are live; `continue`: its rollback failed; `delete`: its deletion failed.
 */
export function stackGroup(status: StackPresence): StackGroup {
  switch (status) {
    case 'ABSENT':
    case 'DELETE_COMPLETE':
    case 'REVIEW_IN_PROGRESS':
      return 'create'
    case 'CREATE_COMPLETE':
    case 'UPDATE_COMPLETE':
    case 'UPDATE_ROLLBACK_COMPLETE':
    case 'IMPORT_COMPLETE':
    case 'IMPORT_ROLLBACK_COMPLETE':
      return 'update'
    case 'ROLLBACK_COMPLETE':
    case 'ROLLBACK_FAILED':
      return 'recreate'
    case 'CREATE_FAILED':
    case 'UPDATE_FAILED':
      return 'repair'
    case 'UPDATE_ROLLBACK_FAILED':
      return 'continue'
    case 'DELETE_FAILED':
      return 'delete'
    case 'IMPORT_ROLLBACK_FAILED':
      return 'person'
    default:
      return 'wait'
  }
}

/** Tells whether an operation runs on a stack; REVIEW_IN_PROGRESS is none, despite its name. */
export function isBusy(status: StackPresence): boolean {
  return stackGroup(status) === 'wait'
}
