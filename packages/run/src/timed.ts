import type { Context } from '@project-utils/contract'

/** Performs a stretch of work as a step of the event stream, with its time. */
export async function timed<T>(
  id: string,
  title: string,
  clock: { readonly now: () => Date },
  context: Context,
  work: () => Promise<T>,
): Promise<T> {
  const begun = clock.now().getTime()
  const told = { type: 'step', id, title } as const
  const passed = (): number => clock.now().getTime() - begun
  context.emit({ ...told, state: 'started' })
  try {
    const value = await work()
    context.emit({ ...told, state: 'ended', outcome: 'done', ms: passed() })
    return value
  } catch (error) {
    context.emit({ ...told, state: 'ended', outcome: context.signal.aborted ? 'cancelled' : 'failed', ms: passed() })
    throw error
  }
}
