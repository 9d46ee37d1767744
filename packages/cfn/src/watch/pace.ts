/** How often to look, in milliseconds: `first`, then longer by `factor`, up to `cap`; up to `stretched` when throttled. */
export interface Pace {
  readonly first: number
  readonly factor: number
  readonly cap: number
  readonly stretched: number
}

/** 100 ms, times 1.5, up to 2 s; up to 30 s when throttled: an end is noticed at most 2 s late, at few calls. */
export const adaptivePace: Pace = { first: 100, factor: 1.5, cap: 2_000, stretched: 30_000 }

/** Waits; an abort of the signal, if one is given, ends the wait at once without an error. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve()
    const end = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal?.addEventListener('abort', end, { once: true })
  })
}
