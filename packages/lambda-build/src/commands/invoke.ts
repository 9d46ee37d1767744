import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { confirmDecision, type Invocation, processHost } from '@project-utils/cli'
import {
  type Answer,
  type Approval,
  approve,
  type Context,
  type Envelope,
  type ErrorTable,
  type Json,
  type Plan,
  ProjectError,
} from '@project-utils/contract'
import { ask, fingerprint, timed } from '@project-utils/run'
import { type Invoked, type InvokeInput, invokeFunction } from '../publish/invoke.ts'
import { audited } from './audited.ts'
import { errorTables } from './error-tables.ts'
import { type Account, openAccount } from './open-account.ts'
import { type OpenedBuild, openBuild } from './open-build.ts'

export const errors: readonly ErrorTable[] = errorTables

/**
 * `project-lambda invoke`: invokes one function and tells its answer, log and numbers.
 *
 * Nobody knows what the code changes, so it is approved as an act is: by the tier, or by a person where the tier is
 * read-only; outside tier full it is audited. But there is nothing to look at or to plan from, and it takes no lock: it
 * does not change what deployments change, and a long invocation must not keep one waiting.
 */
export async function run(invocation: Invocation): Promise<Envelope> {
  const [logicalId = ''] = invocation.arguments
  const opened = await openBuild(invocation, { names: [], needsTarget: true })
  refuseUnknown(logicalId, opened)
  const payload = await readPayload(invocation)
  const account = await openAccount(invocation, opened)
  const { scope, session, selection } = account
  const { qualifier, tail } = invocation.flags
  const options = invocation.options(errorTables)
  const question = {
    command: 'lambda invoke',
    scopes: [scope],
    ask: async (context: Context): Promise<Answer> => {
      const name = (await account.names([logicalId])).get(logicalId)
      if (name === undefined) {
        throw new ProjectError('LAMBDA_FUNCTION_NOT_FOUND', `function ${logicalId} is not deployed yet`, {
          hint: `project-deploy ${selection}`,
        })
      }
      const input = { name, payload, ...(typeof qualifier === 'string' ? { qualifier } : {}) }
      const plan = planOf(logicalId, input, account)
      const approval = await approvalOf(plan, invocation, account)
      if (approval === undefined) return notApproved()
      await session.guard(scope)
      const invoked = await audited({ plan, approval, account, run: options.run, context }, async () => {
        const [step] = plan.steps
        const { id = '', title = '' } = step ?? {}
        return await timed(id, title, options, context, async () =>
          invokeFunction(await account.lambda(), input, context.signal),
        )
      })
      return answerOf(invoked, targetOf(input), tail === true)
    },
  }
  return await ask(question, options)
}

function refuseUnknown(logicalId: string, { declared }: OpenedBuild): void {
  const known = Object.keys(declared.functions)
  if (known.includes(logicalId)) return
  throw new ProjectError('LAMBDA_NAME_UNKNOWN', `no template declares a function ${logicalId}`, {
    hint: known.length === 0 ? 'add a template under stacks' : `the templates declare ${known.join(', ')}`,
  })
}

function targetOf({ name, qualifier }: InvokeInput): string {
  return qualifier === undefined ? name : `${name}:${qualifier}`
}

/** One step, as the person who approves it and the audit trail see it. */
function planOf(
  logicalId: string,
  input: InvokeInput,
  { scope }: Account,
): Plan & { readonly fingerprint: ReturnType<typeof fingerprint> } {
  const step = {
    id: `invoke.${logicalId}`,
    kind: 'invoke',
    title: `Invoke ${targetOf(input)}`,
    why: 'it was asked for',
    needs: [],
    action: 'run' as const,
    undo: 'impossible' as const,
    risks: [],
    input: { ...input },
  }
  const draft = { kind: 'invoke', scopes: [scope], steps: [step], assumes: {}, refusals: [], notes: [] }
  return { ...draft, prepared: [], fingerprint: fingerprint(draft) }
}

/** A plan of one step that the tier lets go need not be shown. */
async function approvalOf(
  plan: Plan & { readonly fingerprint: string },
  invocation: Invocation,
  { scope, holder }: Account,
): Promise<Approval | undefined> {
  const decision = approve(plan)
  if (decision.kind !== 'go') return await confirmDecision(invocation)(plan, decision)
  const proof = { kind: 'tier' as const, tier: scope.tier }
  return { fingerprint: plan.fingerprint, by: holder.actor, at: new Date().toISOString(), proof }
}

function notApproved(): Answer {
  const message = 'not approved: in a read-only environment a person must allow each invocation'
  return { data: null, problems: [{ code: 'RUN_NOT_APPROVED', message, hint: 'run it at a terminal' }] }
}

function answerOf({ answer, failure, log, ...numbers }: Invoked, what: string, tail: boolean): Answer {
  const data: Json = {
    function: what,
    answer,
    ...numbers,
    ...(failure === undefined ? {} : { error: { ...failure, stack: [...failure.stack] } }),
    ...((tail || failure !== undefined) && log !== '' ? { log: log.trimEnd().split('\n') } : {}),
  }
  if (failure === undefined) return { data }
  const { type, message, stack } = failure
  const thrown = stack.find((line) => line.trim().startsWith('at '))
  const problem = {
    code: 'LAMBDA_INVOKE_FAILED' as const,
    message: `function ${what} failed: ${type === undefined ? '' : `${type}: `}${message}`,
    ...(thrown === undefined ? {} : { hint: `it was thrown ${thrown.trim()}` }),
    where: { resource: what },
  }
  return { data, problems: [problem] }
}

async function readPayload({ flags, cwd }: Invocation): Promise<Json> {
  const { payload } = flags
  if (typeof payload !== 'string') return {}
  const source = payload === '-' ? 'stdin' : payload.startsWith('@') ? payload.slice(1) : '--payload'
  try {
    if (payload === '-') return JSON.parse(await text(processHost().stdin))
    return JSON.parse(payload.startsWith('@') ? await readFile(resolve(cwd, payload.slice(1)), 'utf8') : payload)
  } catch (cause) {
    const fact = cause instanceof Error ? cause.message : String(cause)
    throw new ProjectError('LAMBDA_PAYLOAD_INVALID', `the payload from ${source} cannot be used: ${fact}`, {
      hint: `write JSON: --payload '{"rawPath":"/hello"}', --payload @event.json, or --payload - for stdin`,
      cause,
    })
  }
}
