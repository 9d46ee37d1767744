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
  }
}
