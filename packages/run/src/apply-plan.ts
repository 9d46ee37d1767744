import type { Act, Context, Ending, Json, Plan, Step, StepResult } from '@project-utils/contract'
import { ExitCode } from '@project-utils/contract'
import { outcomes, writeAudit } from './audit.ts'
import { both, whyEnded } from './ending.ts'
import { type Locks, noLocks, takeLocks } from './locks.ts'
import { lookAgain } from './look-again.ts'
import type { ActOptions } from './options.ts'
import { failureOf } from './outcome.ts'
import type { Applied, Discard, Proposal } from './proposal.ts'
import { performSteps } from './steps.ts'
import type { Stream } from './stream.ts'
import { timed } from './timed.ts'
import { afterUndo, undo } from './undo.ts'

interface Tools {
  readonly options: ActOptions
  readonly stream: Stream
  readonly discard: Discard
}

/** Applies an approved plan: foundation first, then under the lock; whatever was prepared and not used is removed. */
export async function applyPlan<World>(act: Act<World>, proposal: Proposal<World>, tools: Tools): Promise<Applied> {
  const { options, stream, discard } = tools
  const context: Context = { signal: options.signal, emit: stream.emit }
  const used = new Set<string>()
  try {
    const foundation = await performFoundation(act, proposal, options, context)
    if (foundation.outcome !== 'succeeded')
      return { answer: { data: null }, failure: whyEnded(foundation, context, options) }

    const { lock } = options.ports
    if (lock === undefined) {
      return await underLock(act, proposal, { ...tools, locks: noLocks(), foundation, used }, context)
    }
    const locks = await timed('lock', 'Take the lock', options, context, () =>
      takeLocks(lock, act.scopes, options.holder, options.signal, stream.emit),
    )
    try {
      tellLock('taken', proposal.plan, context)
      const locked: Context = { signal: AbortSignal.any([options.signal, locks.lost]), emit: stream.emit }
      const early = await lookAgain(act, proposal, discard, locked)
      if (early !== undefined) return early
      return await underLock(act, proposal, { ...tools, locks, foundation, used }, locked)
    } finally {
      await quietly(context, 'the lock could not be given back; it expires by itself within a minute', locks.release)
      tellLock('released', proposal.plan, context)
    }
  } finally {
    await discard(proposal.plan.prepared.filter((prepared) => !used.has(prepared.step)))
  }
}

function performFoundation<World>(
  act: Act<World>,
  { plan, world }: Proposal<World>,
  options: ActOptions,
  context: Context,
): Promise<Ending> {
  const steps = plan.steps.filter((step) => step.foundation === true)
  return performSteps(
    { steps, now: options.now, apply: (step, known) => act.apply(step, known, plan, world, context) },
    context,
  )
}

interface Held extends Tools {
  readonly locks: Locks
  readonly foundation: Ending
  readonly used: Set<string>
}

async function underLock<World>(
  act: Act<World>,
  proposal: Proposal<World>,
  { options, stream, locks, foundation, used }: Held,
  context: Context,
): Promise<Applied> {
  const { plan, world, approval } = proposal
  const { log } = options.ports
  if (log !== undefined) stream.follow((event) => log.append(event))
  const steps = plan.steps.filter((step) => step.foundation !== true)
  await writeAudit(plan, options, {
    kind: 'intent',
    ...(approval === undefined ? {} : { approval }),
    steps: steps.map(({ id, title }) => ({ id, title })),
  })
  await act.open?.(plan, world, context)

  const apply = (step: Step, known: ReadonlyMap<string, Json>): Promise<StepResult> => {
    used.add(step.id)
    return act.apply(step, known, plan, world, context)
  }
  const performed = await performSteps({ steps, now: options.now, apply }, context)
  const first: Ending = { ...performed, done: [...foundation.done, ...performed.done] }
  const isWell = first.outcome === 'succeeded'
  // Told before anything is taken back: a signal that comes meanwhile is not why the steps failed.
  const why = isWell ? undefined : whyEnded(first, context, options, locks.lost)
  const undone = await undo(act, first, proposal, options, { signal: locks.lost, emit: stream.emit })
  const ending: Ending = undone === undefined ? first : { ...first, undone }
  const calm: Context = { signal: new AbortController().signal, emit: stream.emit }
  const isChanged = !isWell && act.leavesChanges?.(ending) === true
  const failure = why === undefined ? undefined : afterUndo(why, undone, isChanged, options)
  const closed = await close(act, ending, proposal, calm, options)
  await quietly(calm, 'the audit entry of this run could not be closed; the release record tells how it ended', () =>
    writeAudit(plan, options, { kind: 'outcome', outcome: ending.outcome, steps: outcomes(ending) }),
  )
  if ('failure' in closed) return { ...closed, failure: both(failure, closed.failure) }
  return failure === undefined ? closed : { ...closed, failure }
}

/** What must be written still can be: a close that fails leaves work for a person. */
async function close<World>(
  act: Act<World>,
  ending: Ending,
  { plan, world }: Proposal<World>,
  context: Context,
  options: ActOptions,
): Promise<Applied> {
  try {
    return { answer: await act.close(ending, plan, world, context) }
  } catch (error) {
    const { problems } = failureOf(error, options)
    return { answer: { data: null }, failure: { problems, exitCode: ExitCode.incomplete } }
  }
}

function tellLock(state: 'taken' | 'released', plan: Plan, context: Context): void {
  const scopes = plan.scopes.map((scope) => `${scope.environment} ${scope.account}-${scope.region}`)
  context.emit({ type: 'fact', name: 'lock.state', data: { state, scopes } })
}

async function quietly(context: Context, message: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    context.emit({ type: 'warning', message, ...(error instanceof Error ? { hint: error.message } : {}) })
  }
}
