import type { Invocation } from '@project-utils/cli'
import type { Answer, Context, Envelope, ErrorTable, Finding, Json } from '@project-utils/contract'
import { ask } from '@project-utils/run'
import { readLeftChangeSets } from '../execute/left-change-sets.ts'
import { readStack } from '../state/read.ts'
import { type RecordedStack, readStackRecords } from '../state/stack-records.ts'
import type { StackState } from '../state/state.ts'
import { stackGroup } from '../state/status.ts'
import { type WhatNext, whatNext } from '../state/what-next.ts'
import { errorTables } from './error-tables.ts'
import { openAccount } from './open-account.ts'
import { openStacks } from './open-stacks.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-cfn status`: what each stack is in, what that allows next, and whether it is as it was recorded. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const { project, stacks, findings } = await openStacks(invocation, invocation.arguments)
  const { scope, records, selection, client } = await openAccount(invocation, project)
  const question = {
    command: 'cfn status',
    scopes: [scope],
    ask: async ({ signal }: Context): Promise<Answer> => {
      signal.throwIfAborted()
      const asked = await client()
      const [recorded, lock, looked] = await Promise.all([
        readStackRecords(records),
        records.lock.read(scope),
        Promise.all(
          stacks.map(async ({ key, name }) => {
            // Whoever may not list change sets is told of the state all the same.
            const [state, left] = await Promise.all([
              readStack(asked, name),
              readLeftChangeSets(asked, name).catch(() => []),
            ])
            return { key, state, left, next: whatNext(state, key, selection) }
          }),
        ),
      ])
      const held = lock === undefined || lock.over ? undefined : lock
      const rows = looked.map(({ key, state, next }) => rowOf(key, state, next, recorded.stacks[key]))
      const unwell = looked.find(({ next }) => next.severity === 'error')
      return {
        data: {
          lock:
            held === undefined
              ? null
              : { actor: held.actor, run: held.run, command: held.command, expires: held.expires },
          stacks: rows,
        },
        findings: [
          ...findings,
          ...looked.flatMap(({ state, next }) => stateFinding(state, next)),
          ...looked.flatMap(({ key, state }) =>
            changeFinding(state, recorded.stacks[key], `project-cfn plan ${key} ${selection}`),
          ),
          // A run that holds the lock has its change sets still before it.
          ...looked.flatMap(({ left }) =>
            held === undefined ? left.map(({ name, stack }) => leftFinding(name, stack)) : [],
          ),
        ],
        ...(unwell?.next.command === undefined
          ? {}
          : { next: { command: unwell.next.command, why: `stack ${unwell.state.name} is in ${unwell.state.status}` } }),
      }
    },
  }
  return await ask(question, invocation.options(errorTables))
}

function rowOf(key: string, state: StackState, { allows }: WhatNext, recorded: RecordedStack | undefined): Json {
  const { name, status, updatedAt = null, reason = null, drift } = state
  const isThere = status !== 'ABSENT'
  return {
    ...{ stack: key, name, status, allows, reason, updatedAt },
    protected: isThere ? state.terminationProtection : null,
    asRecorded: isThere ? agreement(state, recorded) : null,
    drift: !isThere
      ? null
      : drift === undefined
        ? 'unknown'
        : `${drift.status} (looked at ${drift.at ?? 'an unknown time'})`,
  }
}

/** Whether a stack is as the last deployment by this program left it. */
function agreement({ updatedAt }: StackState, recorded: RecordedStack | undefined): 'yes' | 'no' | 'never recorded' {
  if (recorded === undefined) return 'never recorded'
  return recorded.updatedAt === updatedAt ? 'yes' : 'no'
}

function stateFinding(state: StackState, { severity, allows, command }: WhatNext): readonly Finding[] {
  if (severity === undefined) return []
  const because = state.reason === undefined ? '' : ` (${state.reason})`
  const message = `stack ${state.name} is in ${state.status}${because}; it allows: ${allows}`
  const fix = command === undefined ? {} : { fix: command }
  return [
    { rule: 'cfn/stack-state', category: 'operation', severity, message, where: { resource: state.name }, ...fix },
  ]
}

function changeFinding(state: StackState, recorded: RecordedStack | undefined, fix: string): readonly Finding[] {
  if (stackGroup(state.status) !== 'update' || recorded === undefined || agreement(state, recorded) !== 'no') return []
  const message = `stack ${state.name} was changed since project-cfn deployed it, at ${state.updatedAt ?? 'an unknown time'}`
  return [
    { rule: 'cfn/stack-astray', category: 'drift', severity: 'warning', message, where: { resource: state.name }, fix },
  ]
}

function leftFinding(name: string, stack: string): Finding {
  const message = `stack ${stack} holds change set ${name} of a run that never executed it`
  const fix = `aws cloudformation delete-change-set --stack-name ${stack} --change-set-name ${name}`
  return {
    rule: 'cfn/left-change-set',
    category: 'leftover',
    severity: 'info',
    message,
    where: { resource: stack },
    fix,
  }
}
