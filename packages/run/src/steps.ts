import { type Context, type Ending, type Json, orderSteps, type Step, type StepResult } from '@project-utils/contract'

type Done = Ending['done'][number]

interface StepsInput {
  readonly steps: readonly Step[]
  readonly now: () => Date
  readonly apply: (step: Step, known: ReadonlyMap<string, Json>) => Promise<StepResult>
  /** How many independent steps may run at the same time. */
  readonly parallel?: number
}

/**
 * Performs steps, each as soon as all it needs has ended well, independent ones side by side. After a failure or an
 * aborted signal nothing new is started, and what runs is waited for: its outcome must be known.
 */
export async function performSteps(input: StepsInput, context: Context): Promise<Ending> {
  const waiting = new Map(orderSteps(input.steps).map((step) => [step.id, step]))
  const running = new Map<string, Promise<void>>()
  const known = new Map<string, Json>()
  const done: Done[] = []
  let failed: Ending['failed']

  const isReady = (step: Step): boolean =>
    !step.needs.some((need) => waiting.has(need) || running.has(need) || need === failed?.step.id)
  const goesOn = (): boolean => failed === undefined && !context.signal.aborted

  async function performOne(step: Step): Promise<void> {
    const begun = input.now().getTime()
    const told = { type: 'step', id: step.id, title: step.title } as const
    context.emit({ ...told, state: 'started' })
    try {
      const result = await input.apply(step, known)
      const ms = input.now().getTime() - begun
      if (result.data !== undefined) known.set(step.id, result.data)
      done.push({ step, result, ms })
      context.emit({ ...told, state: 'ended', outcome: result.outcome, ms })
    } catch (error) {
      const ms = input.now().getTime() - begun
      failed ??= { step, error, ms }
      context.emit({ ...told, state: 'ended', outcome: context.signal.aborted ? 'cancelled' : 'failed', ms })
    } finally {
      running.delete(step.id)
    }
  }

  while (goesOn() && waiting.size > 0) {
    const room = (input.parallel ?? 4) - running.size
    const ready = [...waiting.values()].filter(isReady).slice(0, Math.max(0, room))
    for (const step of ready) {
      waiting.delete(step.id)
      running.set(step.id, performOne(step))
    }
    await Promise.race(running.values())
  }
  await Promise.all(running.values())

  const open = [...waiting.values()]
  if (failed === undefined) return { outcome: open.length > 0 ? 'interrupted' : 'succeeded', done, open }
  return { outcome: context.signal.aborted ? 'interrupted' : 'failed', done, failed, open }
}
