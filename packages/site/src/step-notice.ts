import type { Context, StepNotice } from '@project-utils/contract'

/** Which step of the event stream a stretch of work is told as. */
export interface StepTitle {
  readonly id: string
  readonly title: string
  /** Id of the larger step it is part of. */
  readonly parent?: string
}

/** Tells how far a step is. */
export type Progress = (progress: Pick<StepNotice, 'done' | 'total' | 'note'>) => void

/** Performs work as a step of the event stream: started, progress as the work tells it, ended with outcome and time. */
export async function asStep<T>(
  step: StepTitle,
  context: Context,
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  const begun = performance.now()
  const told = { type: 'step', ...step } as const
  const ended = (outcome: 'done' | 'failed' | 'cancelled'): void =>
    context.emit({ ...told, state: 'ended', outcome, ms: Math.round(performance.now() - begun) })
  context.emit({ ...told, state: 'started' })
  try {
    const value = await work((progress) => context.emit({ ...told, state: 'progress', ...progress }))
    ended('done')
    return value
  } catch (error) {
    ended(context.signal.aborted ? 'cancelled' : 'failed')
    throw error
  }
}
