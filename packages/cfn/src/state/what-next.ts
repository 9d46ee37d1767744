import type { StackState } from './state.ts'
import { stackGroup } from './status.ts'

/** What a stack allows next: in words, and as the one command that is right, where there is one. */
export interface WhatNext {
  readonly allows: string
  /** Whether something must be done about it. */
  readonly severity?: 'error' | 'warning'
  readonly command?: string
}

/** What may be done to a stack in its status. Source: the states of CloudFormation, `docs/`'s table of 23. Pure. */
export function whatNext({ name, status, arn }: StackState, key: string | undefined, selection: string): WhatNext {
  const region = arn?.split(':')[3]
  const at = region === undefined ? '' : ` --region ${region}`
  const of = key === undefined ? '' : ` ${key}`
  const deploy = `project-cfn deploy${of} ${selection}`
  const remove = `project-cfn delete${of} ${selection}`
  switch (stackGroup(status)) {
    case 'create':
      if (status === 'REVIEW_IN_PROGRESS')
        return { allows: 'create, delete; it holds nothing but change sets', severity: 'warning', command: deploy }
      return { allows: 'create', command: deploy }
    case 'update':
      return { allows: 'update, delete' }
    case 'wait':
      return {
        allows: status === 'UPDATE_IN_PROGRESS' ? 'wait, or cancel the update' : 'wait',
        command: `project-cfn events${of} --follow ${selection}`,
      }
    case 'recreate':
      return { allows: 'delete only: it never had a good state', severity: 'error', command: deploy }
    case 'repair':
      return {
        allows: 'return to the last good state, mend and update with rollback off, or delete; its resources are live',
        severity: 'error',
        command: `aws cloudformation rollback-stack --stack-name ${name}${at}`,
      }
    case 'continue':
      return {
        allows: 'continue the rollback, or delete',
        severity: 'error',
        command: `aws cloudformation continue-update-rollback --stack-name ${name}${at}`,
      }
    case 'delete':
      return { allows: 'delete again, also with --retain', severity: 'error', command: remove }
    case 'person':
      return {
        allows: 'nothing by itself: a person must look',
        severity: 'error',
        command: `project-cfn events${of} ${selection}`,
      }
  }
}
