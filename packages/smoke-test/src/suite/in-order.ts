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
export function runInOrder<T>({ count, limit, after, run }: Tasks<T>): Promise<readonly T[]> {
  const results = new Map<number, T>()
  const waiting = new Set(Array.from({ length: count }, (_, index) => index))
  const errors: unknown[] = []
  let running = 0
  return new Promise((resolve, reject) => {
    const isReady = (index: number): boolean => after(index).every((needed) => results.has(needed))
    const ended = (): void => {
      running -= 1
      proceed()
    }
    const start = (index: number): void => {
      waiting.delete(index)
      running += 1
      run(index)
        .then(
          (result) => void results.set(index, result),
          (error: unknown) => void errors.push(error),
        )
        .then(ended)
    }
    const proceed = (): void => {
      if (errors.length === 0) {
        for (const index of waiting) {
          if (running >= Math.max(1, limit)) break
          if (isReady(index)) start(index)
        }
      }
      if (running > 0) return
      if (errors.length > 0) reject(errors[0])
      else resolve([...results.entries()].sort(([a], [b]) => a - b).map(([, result]) => result))
    }
    proceed()
  })
}
