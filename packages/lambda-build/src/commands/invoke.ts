import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { confirmDecision, type Invocation, processHost } from '@project-utils/cli'
import {
  type Approval,
  type Decision,
  type Envelope,
  type ErrorTable,
  type Json,
  type Plan,
  type Ports,
  ProjectError,
} from '@project-utils/contract'
import { perform } from '@project-utils/run'
import { invokeAct } from '../publish/invoke-act.ts'
import { errorTables } from './error-tables.ts'
import { type Account, openAccount } from './open-account.ts'
import { openBuild } from './open-build.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-lambda invoke`: invokes one function and tells its answer, log and numbers. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const [logicalId = ''] = invocation.arguments
  const opened = await openBuild(invocation, { names: [], needsTarget: true })
  const known = Object.keys(opened.declared.functions)
  if (!known.includes(logicalId)) {
    throw new ProjectError('LAMBDA_NAME_UNKNOWN', `no template declares a function ${logicalId}`, {
      hint: known.length === 0 ? 'add a template under stacks' : `the templates declare ${known.join(', ')}`,
    })
  }
  const payload = await readPayload(invocation)
  const account = await openAccount(invocation, opened)
  const { scope, session, holder, selection } = account
  const name = (await account.names([logicalId])).get(logicalId)
  if (name === undefined) {
    throw new ProjectError('LAMBDA_FUNCTION_NOT_FOUND', `function ${logicalId} is not deployed yet`, {
      hint: `project-deploy ${selection}`,
    })
  }
  const { qualifier } = invocation.flags
  const act = invokeAct({
    scope,
    logicalId,
    input: { name, payload, ...(typeof qualifier === 'string' ? { qualifier } : {}) },
    lambda: account.lambda,
    guard: () => session.guard(scope),
    tail: invocation.flags['tail'] === true,
  })
  return await perform(act, {
    ...invocation.options(errorTables),
    ports: portsOf(account),
    holder,
    decide: decideOn(invocation, account),
  })
}

/** No lock: see `invokeAct`. In tier full no trail is asked for, so that no bucket is needed there. */
function portsOf({ records, scope }: Account): Ports {
  const free = { lost: new AbortController().signal, release: async () => undefined }
  const silent = { write: async () => undefined }
  return { lock: { acquire: async () => free }, audit: scope.tier === 'full' ? silent : records.audit }
}

/** A plan of one step that nobody is asked about need not be shown. */
function decideOn(
  invocation: Invocation,
  { scope, holder }: Account,
): (plan: Plan, decision: Decision) => Promise<Approval | undefined> {
  return async (plan, decision) => {
    if (decision.kind !== 'go') return await confirmDecision(invocation)(plan, decision)
    const proof = { kind: 'tier' as const, tier: scope.tier }
    return { fingerprint: plan.fingerprint ?? '', by: holder.actor, at: new Date().toISOString(), proof }
  }
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
