/** Time as the lock needs it; given to tests as something they can turn. */
export interface Clock {
  /** The wall clock, for what people read. Never decides anything about a lock but to renew early. */
  now(): Date
  /** Milliseconds that never run backwards. */
  elapsed(): number
  /** Calls again and again until the returned function is called; keeps no process alive. */
  every(milliseconds: number, call: () => void): () => void
  /** Aborted after a time; keeps no process alive. */
  deadline(milliseconds: number): AbortSignal
  /** Resolves after a time, or as soon as the signal is aborted. */
  pause(milliseconds: number, signal: AbortSignal): Promise<void>
}

/** The process's own clock, with `now` as given. */
export function systemClock(now: () => Date): Clock {
  return {
    now,
    elapsed: () => performance.now(),
    every: (milliseconds, call) => {
      const timer = setInterval(call, milliseconds).unref()
      return () => clearInterval(timer)
    },
    deadline: (milliseconds) => AbortSignal.timeout(milliseconds),
    pause: (milliseconds, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve()
        const done = (): void => {
          clearTimeout(timer)
          signal.removeEventListener('abort', done)
          resolve()
        }
        const timer = setTimeout(done, milliseconds)
        signal.addEventListener('abort', done, { once: true })
      }),
  }
}
