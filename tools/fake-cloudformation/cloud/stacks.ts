/** Makes stacks. */
import { randomUUID } from 'node:crypto'
import type { Cloud } from './cloud.ts'
import type { Definition, Stack } from './model.ts'

/** Adds a stack without resources to an account; its first event gives it a status. */
export function makeStack(cloud: Cloud, name: string, definition: Definition, more: Partial<Stack> = {}): Stack {
  const stack: Stack = {
    id: `arn:aws:cloudformation:${cloud.region}:${cloud.account}:stack/${name}/${randomUUID()}`,
    name,
    createdAt: cloud.now(),
    status: 'REVIEW_IN_PROGRESS',
    definition,
    resources: new Map(),
    outputs: [],
    events: [],
    operations: [],
    protected: false,
    notifications: [],
    disableRollback: false,
    ...more,
  }
  cloud.stacks.push(stack)
  return stack
}
