import type { Envelope, Event, Finding, HelloNotice, Notice, ResultNotice } from '@project-utils/contract'
import type { RunOptions } from './options.ts'

/** The one line of events of a run. */
export interface Stream {
  emit(notice: Notice): void
  end(result: Envelope): void
  /** Findings that were emitted so far. */
  readonly findings: readonly Finding[]
  /** Adds a follower; it is given what was said before, too. */
  follow(listener: (event: Event) => void): void
}

/** Opens a run's stream with `hello`; every event is stamped and masked, and after the result nothing more is said. */
export function openStream(command: string, options: RunOptions): Stream {
  const listeners: ((event: Event) => void)[] = [options.emit]
  const said: Event[] = []
  const findings: Finding[] = []
  let seq = 0
  let ended = false

  function say(notice: HelloNotice | Notice | ResultNotice): void {
    if (ended) return
    ended = notice.type === 'result'
    const stamp = { v: 1 as const, t: options.now().toISOString(), seq: seq++, run: options.run }
    const event: Event = { ...stamp, ...options.masker.maskJson(notice) }
    said.push(event)
    for (const listener of listeners) listener(event)
  }

  say({ type: 'hello', tool: options.tool.name, version: options.tool.version, command })
  return {
    findings,
    emit: (notice) => {
      if (notice.type === 'finding') findings.push(notice.finding)
      say(notice)
    },
    end: (result) => say({ type: 'result', result }),
    follow: (listener) => {
      // A secret may have become known only after the event was told.
      for (const event of said) listener(options.masker.maskJson(event))
      listeners.push(listener)
    },
  }
}
