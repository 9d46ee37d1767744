/** How much may be in flight at the same time. */
export interface PoolLimits {
  readonly concurrency: number
  /** Sum of weights in flight; one item heavier than that goes alone. Default: no limit. */
  readonly budget?: number
  readonly signal?: AbortSignal
}

/**
 * Works through items side by side within the limits, in their order of start. After a failure or an aborted signal
 * nothing new is started, what runs is waited for, and the first failure (or the signal's reason) is thrown.
 */
export async function forEachLimited<T>(
  items: readonly T[],
  limits: PoolLimits,
  work: (item: T) => Promise<void>,
  weigh: (item: T) => number = () => 0,
): Promise<void> {
  const { concurrency, budget = Number.POSITIVE_INFINITY, signal } = limits
  const running = new Set<Promise<void>>()
  let weight = 0
  let failure: { readonly error: unknown } | undefined
  const goesOn = (): boolean => failure === undefined && signal?.aborted !== true

  for (const item of items) {
    const own = weigh(item)
    while (goesOn() && (running.size >= concurrency || (running.size > 0 && weight + own > budget))) {
      await Promise.race(running)
    }
    if (!goesOn()) break
    weight += own
    const one: Promise<void> = work(item)
      .catch((error: unknown) => {
        failure ??= { error }
      })
      .finally(() => {
        weight -= own
        running.delete(one)
      })
    running.add(one)
  }
  await Promise.all(running)
  signal?.throwIfAborted()
  if (failure !== undefined) throw failure.error
}
