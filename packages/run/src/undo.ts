import { type Act, type Context, type Ending, ExitCode, type Undone } from '@project-utils/contract'
import { writeAudit } from './audit.ts'
import { withChanges } from './ending.ts'
import type { ActOptions } from './options.ts'
import { type Failure, failureOf } from './outcome.ts'
import type { Proposal } from './proposal.ts'
import { performSteps } from './steps.ts'
import { timed } from './timed.ts'

/**
 * Takes back what an act did whose steps failed, where it knows how to. `context` ends with the lock only: a person who
 * stops the run waits for this, because half undone is worse than either end. Never throws.
 */
export async function undo<World>(
  act: Act<World>,
  ending: Ending,
  { plan, world }: Proposal<World>,
  options: ActOptions,
  context: Context,
): Promise<Undone | undefined> {
  if (act.undo === undefined || ending.outcome !== 'failed' || context.signal.aborted) return undefined
  const told = (): void => {
    const message = 'what was done is being taken back: that goes on to its end'
    context.emit({ type: 'warning', message })
  }
  options.signal.addEventListener('abort', told, { once: true })
  try {
    const undoing = await timed('undo', 'Look at how to take it back', options, context, () =>
      Promise.resolve(act.undo?.(ending, plan, world, context)),
    )
    if (undoing === undefined) return undefined
    const { steps, remains } = undoing
    await writeAudit(plan, options, { kind: 'intent', steps: steps.map(({ id, title }) => ({ id, title })) })
    const apply = act.apply.bind(act)
    const performed = await performSteps(
      { steps, now: options.now, apply: (step, known) => apply(step, known, plan, world, context) },
      context,
    )
    return { ...performed, remains }
  } catch (error) {
    return { outcome: 'failed', done: [], open: [], remains: [], error }
  } finally {
    options.signal.removeEventListener('abort', told)
  }
}

/**
 * What a failure comes to once it was, or was not, taken back: an environment that is as before keeps the exit code of the
 * failure itself; one that is half way needs a person, or goes on by itself.
 */
export function afterUndo(
  failure: Failure,
  undone: Undone | undefined,
  isChanged: boolean,
  options: ActOptions,
): Failure {
  if (undone === undefined) return withChanges(failure, isChanged)
  if (undone.outcome === 'succeeded') return failure
  const error = undone.failed?.error ?? undone.error
  const own: Failure = error === undefined ? { problems: [], exitCode: 0 } : failureOf(error, options)
  const exitCode = own.exitCode === ExitCode.running ? ExitCode.running : ExitCode.incomplete
  return { problems: [...failure.problems, ...own.problems], exitCode }
}
