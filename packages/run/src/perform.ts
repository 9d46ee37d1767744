import {
  type Act,
  type Answer,
  approve,
  type Context,
  type Decision,
  type Draft,
  type Envelope,
  ExitCode,
  openRisks,
  type Plan,
  type Prepared,
} from '@project-utils/contract'
import { applyPlan } from './apply-plan.ts'
import { stampPlan } from './fingerprint.ts'
import type { ActOptions } from './options.ts'
import { envelopeOf, exitCodeOf, failureOf, interruption } from './outcome.ts'
import type { Applied, Proposal } from './proposal.ts'
import { openStream, type Stream } from './stream.ts'
import { timed } from './timed.ts'

/**
 * Performs an act: looks, prepares, plans, has it approved, takes the lock, looks and plans again, applies, records.
 * Says `hello` first and exactly one `result` last, whatever happens; never throws. Nothing to do ends after the first
 * look, without lock and without a write.
 */
export async function perform<World>(act: Act<World>, options: ActOptions): Promise<Envelope> {
  const stream = openStream(act.command, options)
  let carried: Applied
  try {
    carried = await carryOut(act, options, stream)
  } catch (error) {
    const failure = options.signal.aborted ? interruption(options.signal) : failureOf(error, options)
    carried = { answer: { data: null }, failure }
  }
  for (const finding of carried.answer.findings ?? []) stream.emit({ type: 'finding', finding })
  const envelope = envelopeOf(
    {
      command: act.command,
      scopes: act.scopes,
      dryRun: options.dryRun === true,
      findings: stream.findings,
      ...carried,
    },
    options,
  )
  stream.end(envelope)
  await options.ports.log?.flush()
  return envelope
}

async function carryOut<World>(act: Act<World>, options: ActOptions, stream: Stream): Promise<Applied> {
  const context: Context = { signal: options.signal, emit: stream.emit }
  const world = await timed('look', 'Look at what is there', options, context, () => act.read(context))
  const draft = act.plan(world, [])
  if (stopping(draft, options).length > 0) return refused(stampPlan(draft, []), options)
  if (draft.steps.length === 0) return { answer: act.nothing(world) }
  options.signal.throwIfAborted()

  await act.guard?.(context)
  const proposal = await propose(act, world, draft, options, context)
  const discard = async (prepared: readonly Prepared[]): Promise<void> => {
    const calm: Context = { signal: new AbortController().signal, emit: stream.emit }
    if (prepared.length > 0) await act.discard?.(prepared, calm)
  }
  let applied = false
  try {
    tellPlan(proposal.plan, context)
    if (stopping(proposal.plan, options).length > 0) return refused(proposal.plan, options)
    if (options.dryRun === true) return previewed(act, proposal, options)
    const declined = await consent(act, proposal, options)
    if (declined !== undefined) return declined
    options.signal.throwIfAborted()
    applied = true
    return await applyPlan(act, proposal, { options, stream, discard })
  } finally {
    if (!applied) await discard(proposal.plan.prepared)
  }
}

async function propose<World>(
  act: Act<World>,
  world: World,
  draft: Draft,
  options: ActOptions,
  context: Context,
): Promise<Proposal<World>> {
  const { prepare } = act
  if (prepare === undefined) return { world, plan: stampPlan(draft, []) }
  const purpose = options.dryRun === true ? 'preview' : 'apply'
  const prepared = await timed('prepare', 'Prepare the plan', options, context, () =>
    prepare.call(act, world, draft, purpose, context),
  )
  return { world, plan: stampPlan(act.plan(world, prepared), prepared) }
}

function tellPlan(plan: Plan, context: Context): void {
  const steps = plan.steps.map(({ id, title, action }) => ({ id, title, action }))
  const data = { fingerprint: plan.fingerprint, steps, risks: openRisks(plan).length }
  context.emit({ type: 'fact', name: 'plan.made', data })
}

/** What stops this run; a dry run shows its plan where what is missing can still be made. */
function stopping(plan: Pick<Plan, 'refusals'>, { dryRun }: ActOptions): Plan['refusals'] {
  return plan.refusals.filter((refusal) => !(dryRun === true && refusal.previewable === true))
}

function refused(plan: Plan, options: ActOptions): Applied {
  const problems = plan.refusals.map(({ next: _next, previewable: _previewable, ...refusal }) => ({
    ...refusal,
    code: refusal.code as 'RUN_REFUSED',
  }))
  const codes = problems.map((problem) => exitCodeOf(problem.code, options.errors))
  const exitCode = codes.reduce<ExitCode>((a, b) => (b > a ? b : a), ExitCode.failed)
  const way = plan.refusals.find((refusal) => refusal.next !== undefined)
  const next = way?.next === undefined ? {} : { next: { command: way.next, why: way.message } }
  return { answer: { data: asJson({ plan }), problems, exitCode, ...next } }
}

function previewed<World>(act: Act<World>, { plan, world }: Proposal<World>, options: ActOptions): Applied {
  const isChange = options.detailedExitCode === true && plan.steps.length > 0
  const exitCode = isChange ? ExitCode.changes : ExitCode.done
  return { answer: { data: asJson({ plan, ...act.preview?.(plan, world) }), exitCode } }
}

async function consent<World>(
  { alwaysAsk }: Act<World>,
  proposal: Proposal<World>,
  options: ActOptions,
): Promise<Applied | undefined> {
  const judged = approve(proposal.plan)
  const isAsked = judged.kind === 'go' && alwaysAsk !== undefined
  const decision: Decision = isAsked ? { kind: 'ask', reason: alwaysAsk } : judged
  if (decision.kind === 'refuse') {
    const accept = decision.subjects.map((subject) => `--accept-risk ${subject}`).join(' ')
    const hint = `if that is meant, run the same command with ${accept}`
    const problems = [{ code: 'RUN_RISK' as const, message: decision.reason, hint }]
    return { answer: { data: asJson({ plan: proposal.plan }), problems } }
  }
  const approval = await options.decide(proposal.plan, decision)
  if (approval === undefined) {
    const reason = decision.kind === 'ask' ? decision.reason : 'the plan was declined'
    const byHand = proposal.plan.scopes.some(({ tier }) => tier === 'read-only')
    const hint = byHand
      ? 'approve it at a terminal: --yes is not enough here'
      : 'approve it at a terminal, or with --yes'
    const problems = [{ code: 'RUN_NOT_APPROVED' as const, message: `not approved: ${reason}`, hint }]
    return { answer: { data: asJson({ plan: proposal.plan }), problems } }
  }
  proposal.approval = approval
  return undefined
}

/** A plan is JSON by contract; its interfaces only lack the index signature that the type `Json` asks for. */
function asJson(value: unknown): Answer['data'] {
  return value as Answer['data']
}
