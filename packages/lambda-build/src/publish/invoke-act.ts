import type { LambdaClient } from '@aws-sdk/client-lambda'
import { type Act, type Json, ProjectError, type Scope } from '@project-utils/contract'
import { hashJson } from '@project-utils/run'
import { type Invoked, type InvokeInput, invokeFunction } from './invoke.ts'

/** What an invocation works with. */
export interface InvokeBench {
  readonly scope: Scope
  readonly logicalId: string
  readonly input: InvokeInput
  readonly lambda: () => Promise<LambdaClient>
  readonly guard: () => Promise<void>
  /** Whether the log tail belongs to the answer also where the function did not fail. */
  readonly tail: boolean
}

/**
 * The act of invoking a function once. It is an act, since nobody knows what the code changes: so the tier decides
 * whether a person must approve it, and it is audited where that is asked for. It needs no look, and it takes no lock
 * (the caller hands in one that is always free): it does not change what deployments change, and a long invocation must
 * not keep one waiting.
 */
export function invokeAct({ scope, logicalId, input, lambda, guard, tail }: InvokeBench): Act<null> {
  let invoked: Invoked | undefined
  const what = `${input.name}${input.qualifier === undefined ? '' : `:${input.qualifier}`}`
  return {
    command: 'lambda invoke',
    scopes: [scope],
    read: async () => null,
    plan: () => ({
      kind: 'invoke',
      scopes: [scope],
      steps: [
        {
          id: `invoke.${logicalId}`,
          kind: 'invoke',
          title: `Invoke ${what}`,
          why: 'it was asked for',
          needs: [],
          action: 'run',
          undo: 'impossible',
          risks: [],
          // The payload may hold what belongs into no audit trail.
          input: { name: what, payload: hashJson(input.payload) },
        },
      ],
      assumes: {},
      refusals: [],
      notes: [],
    }),
    guard,
    apply: async (_step, _known, _plan, _world, context) => {
      invoked = await invokeFunction(await lambda(), input, context.signal)
      return { outcome: 'done' }
    },
    // It may have done anything; only one that was not reached has surely done nothing.
    leavesChanges: ({ failed }) =>
      failed?.error instanceof ProjectError && failed.error.code === 'LAMBDA_INVOKE_UNSURE',
    close: async () => (invoked === undefined ? { data: null } : answerOf(invoked, what, tail)),
    nothing: () => ({ data: null }),
  }
}

function answerOf(invoked: Invoked, what: string, tail: boolean) {
  const { answer, failure, log, ...numbers } = invoked
  const data: Json = {
    function: what,
    answer,
    ...numbers,
    ...(failure === undefined ? {} : { error: { ...failure, stack: [...failure.stack] } }),
    ...(tail || failure !== undefined ? { log: log.trimEnd().split('\n') } : {}),
  }
  if (failure === undefined) return { data }
  const { type, message, stack } = failure
  const text = `function ${what} failed: ${type === undefined ? '' : `${type}: `}${message}`
  const [first] = stack.filter((line) => line.trim().startsWith('at '))
  return {
    data,
    problems: [
      {
        code: 'LAMBDA_INVOKE_FAILED' as const,
        message: text,
        ...(first === undefined ? {} : { hint: `it was thrown ${first.trim()}` }),
        where: { resource: what },
      },
    ],
  }
}
