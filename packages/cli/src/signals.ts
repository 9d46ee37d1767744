import type { EndingSignal, Host } from './host.ts'

/** What the signals of a run lead to. */
export interface SignalHandlers {
  /** The first one: settle. */
  readonly first: (name: EndingSignal) => void
  /** A further one: leave at once. */
  readonly again: (name: EndingSignal) => void
}

export interface Signals {
  /** As if the signal had arrived; for Ctrl-C at a prompt, which reaches no process. */
  receive(name: EndingSignal): void
  stop(): void
}

/** A signal that follows its like this soon is the same one: npm sends its own copy of a Ctrl-C. In milliseconds. */
const echo = 300

/** Listens to the signals that end a run until stopped. */
export function watchSignals(host: Pick<Host, 'on' | 'off'>, handlers: SignalHandlers, now: () => number): Signals {
  let last: { readonly name: EndingSignal; readonly at: number } | undefined
  const receive = (name: EndingSignal): void => {
    const before = last
    const at = now()
    if (before !== undefined && before.name === name && at - before.at < echo) return
    last = { name, at }
    if (before === undefined) handlers.first(name)
    else handlers.again(name)
  }
  const names: readonly EndingSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP']
  const listeners = names.map((name) => ({ name, listener: () => receive(name) }))
  for (const { name, listener } of listeners) host.on(name, listener)
  return {
    receive,
    stop() {
      for (const { name, listener } of listeners) host.off(name, listener)
    },
  }
}
