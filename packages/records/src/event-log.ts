import type { Event, EventLogPort, Scope } from '@project-utils/contract'
import type { Clock } from './clock.ts'
import { padded, runPrefix } from './keys.ts'
import type { Store } from './store.ts'

const pause = 2_000
/** Bytes kept back for a bucket that takes nothing; beyond that the log is given up. */
const most = 4 * 1024 * 1024

/**
 * A run's event log: numbered parts of whole lines, one at most every 2 s and one at a flush. It never fails the act:
 * what cannot be written is kept for the next part, and where too much piles up the log ends there, without a `result`
 * line, so that readers can tell.
 */
export function openEventLog(store: Store, scope: Scope, run: string, clock: Clock): EventLogPort {
  const prefix = runPrefix(scope, run)
  let lines: string[] = []
  /** A part whose writing failed. It may be there all the same, and read: it must keep its number and its lines. */
  let part: string | undefined
  let size = 0
  let number = 1
  let givenUp = false
  let stop: (() => void) | undefined
  let writing: Promise<void> = Promise.resolve()

  async function writePart(): Promise<boolean> {
    if (part === undefined) {
      if (lines.length === 0) return false
      part = lines.join('')
      lines = []
    }
    const body = new TextEncoder().encode(part)
    await store.overwrite(`${prefix}${padded(number)}.ndjson`, body, { contentType: 'application/x-ndjson' })
    size -= part.length
    number += 1
    part = undefined
    return true
  }

  async function writeAll(): Promise<void> {
    try {
      while (!givenUp && (await writePart()));
    } catch {
      givenUp = size > most
    }
  }

  const write = (): Promise<void> => {
    writing = writing.then(writeAll)
    return writing
  }

  return {
    append(event: Event) {
      if (givenUp) return
      const line = `${JSON.stringify(event)}\n`
      lines.push(line)
      size += line.length
      stop ??= clock.every(pause, () => void write())
    },
    async flush() {
      stop?.()
      stop = undefined
      await write()
    },
  }
}
