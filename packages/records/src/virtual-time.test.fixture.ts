/** Time that only goes on when nothing else can happen: a day passes in a moment, and always in the same order. */
export interface VirtualTime {
  date(): Date
  /** Resolves after so many milliseconds. */
  pass(milliseconds: number): Promise<void>
  every(milliseconds: number, call: () => void): () => void
  /** Goes on until the work has ended, or nothing is left that could end it. */
  runUntilIdle(work: Promise<unknown>): Promise<void>
  runFor(milliseconds: number): Promise<void>
}

interface Timer {
  readonly at: number
  readonly order: number
  readonly call: () => void
}

export function virtualTime(start: number): VirtualTime {
  let now = start
  let order = 0
  let timers: Timer[] = []

  function add(milliseconds: number, call: () => void): Timer {
    order += 1
    const timer = { at: now + milliseconds, order, call }
    timers.push(timer)
    return timer
  }

  // What was promised is done before time goes on.
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

  async function step(limit: number): Promise<boolean> {
    const next = timers.reduce<Timer | undefined>(
      (first, one) =>
        first === undefined || one.at < first.at || (one.at === first.at && one.order < first.order) ? one : first,
      undefined,
    )
    if (next === undefined || next.at > limit) return false
    timers = timers.filter((one) => one !== next)
    now = next.at
    next.call()
    await settle()
    return true
  }

  return {
    date: () => new Date(now),
    pass: (milliseconds) => new Promise((resolve) => void add(milliseconds, resolve)),
    every(milliseconds, call) {
      let timer: Timer | undefined
      const again = (): void => {
        timer = add(milliseconds, () => {
          again()
          call()
        })
      }
      again()
      return () => {
        timers = timers.filter((one) => one !== timer)
        timer = undefined
      }
    },
    async runUntilIdle(work) {
      let ended = false
      void work.then(() => {
        ended = true
      })
      await settle()
      const limit = now + 3_600_000
      while (!ended && (await step(limit)));
    },
    async runFor(milliseconds) {
      const until = now + milliseconds
      while (await step(until));
      now = until
    },
  }
}
