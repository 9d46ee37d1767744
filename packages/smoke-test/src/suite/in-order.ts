/** A list of tasks; each waits for those of `after`, which stand before it. */
export interface Tasks<T> {
  readonly count: number
  /** Tasks that run at a time. */
  readonly limit: number
  readonly after: (index: number) => readonly number[]
  readonly run: (index: number) => Promise<T>
}

/**
 * Runs tasks, at most `limit` at a time, earlier ones first; gives their results in their order. Where one throws none is
 * started any more, those that run are waited for, and the first error is thrown.
 */
export async function runInOrder<T>({ count, limit, after, run }: Tasks<T>): Promise<readonly T[]> {
  const results = new Map<number, T>()
  const running = new Map<number, Promise<void>>()
  const waiting = new Set(Array.from({ length: count }, (_, index) => index))
  const errors: unknown[] = []
  const isReady = (index: number): boolean => after(index).every((needed) => results.has(needed))
  const start = (index: number): void => {
    waiting.delete(index)
    const ended = run(index).then(
      (result) => void results.set(index, result),
      (error: unknown) => void errors.push(error),
    )
    running.set(
      index,
      ended.then(() => void running.delete(index)),
    )
  }
  for (;;) {
    for (const index of errors.length > 0 ? [] : [...waiting]) {
      if (running.size < Math.max(1, limit) && isReady(index)) start(index)
    }
    if (running.size === 0) break
    await Promise.race(running.values())
  }
  if (errors.length > 0) throw errors[0]
  return [...results.entries()].sort(([a], [b]) => a - b).map(([, result]) => result)
}
