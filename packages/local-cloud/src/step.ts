import type { Context } from '@project-utils/contract'

/** Tells of a stretch of work from its start to its end; `progress` says where it stands. */
export async function tellStep<T>(
  context: Context,
  id: string,
  title: string,
  work: (progress: (note: string) => void) => Promise<T>,
): Promise<T> {
  const start = performance.now()
  const end = (outcome: 'done' | 'failed' | 'cancelled'): void =>
    context.emit({ type: 'step', id, title, state: 'ended', outcome, ms: Math.round(performance.now() - start) })
  context.emit({ type: 'step', id, title, state: 'started' })
  try {
    const result = await work((note) => context.emit({ type: 'step', id, title, state: 'progress', note }))
    end('done')
    return result
  } catch (error) {
    end(context.signal.aborted ? 'cancelled' : 'failed')
    throw error
  }
}
