import type { Event, EventLogPort, Scope } from '@project-utils/contract'
import type { Clock } from './clock.ts'
import { openEventLog } from './event-log.ts'
import { inParallel } from './in-parallel.ts'
import { corrupt, decodeRecord, isText, isWhole, type JsonObject } from './json-record.ts'
import { runPrefix, runsPrefix } from './keys.ts'
import type { LockState } from './lock.ts'
import { isFound, type Store } from './store.ts'

/** A stretch of a run's events. */
export interface RunEvents {
  readonly events: readonly Event[]
  /** Give this as `after` to go on. */
  readonly next: number
  /** True once the run's last event, its `result`, was read in this stretch. */
  readonly ended: boolean
}

/** What runs told, for those who watch from elsewhere. */
export interface Runs {
  /** Where a run tells what happens; see `openEventLog` for what is promised. */
  log(run: string): EventLogPort
  /**
   * Events of the parts after number `after` (0: from the start), as far as they follow without a gap.
   *
   * @throws ProjectError `RECORDS_CORRUPT`, `RECORDS_NEWER`, or why S3 refused
   */
  read(run: string, after: number): Promise<RunEvents>
  /**
   * The run to follow: the holder of the lock, else the newest run that left a log; undefined where there is none. Two
   * calls. Newest goes by the run id, which begins with the time of day at which its machine began it, so two runs
   * within the difference of two machines' clocks may stand the wrong way round; a running one is found by the lock.
   */
  latest(): Promise<string | undefined>
}

/** How far back to look, in days; the last resort is everything. */
const lookBack = [1, 30, 400]

export function openRuns(
  store: Store,
  scope: Scope,
  clock: Clock,
  readLock: (scope: Scope) => Promise<LockState | undefined>,
): Runs {
  const prefix = runsPrefix(scope)

  async function newestAfter(after: string | undefined): Promise<string | undefined> {
    let last: string | undefined
    const options = after === undefined ? { grouped: true } : { grouped: true, after }
    for await (const { groups } of store.list(prefix, options)) last = groups.at(-1) ?? last
    return last?.slice(prefix.length, -1)
  }

  async function newest(): Promise<string | undefined> {
    for (const days of lookBack) {
      const day = new Date(clock.now().getTime() - days * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '')
      const run = await newestAfter(`${prefix}${day}`)
      if (run !== undefined) return run
    }
    return newestAfter(undefined)
  }

  return {
    log: (run) => openEventLog(store, scope, run, clock),

    async read(run, after) {
      const parts = runPrefix(scope, run)
      const keys: string[] = []
      const from = `${parts}${String(after).padStart(9, '0')}.ndjson`
      for await (const page of store.list(parts, { after: from })) keys.push(...page.keys)
      const whole = keys.filter(
        (key, index) => Number(key.slice(parts.length, -'.ndjson'.length)) === after + index + 1,
      )
      const bodies = await inParallel(whole, 16, async (key) => {
        const found = await store.get(key)
        return isFound(found) ? decodeEvents(found.body, key) : []
      })
      const events = bodies.flat()
      return { events, next: after + whole.length, ended: events.some((event) => event.type === 'result') }
    },

    async latest() {
      const [lock, run] = await Promise.all([readLock(scope), newest()])
      return lock !== undefined && !lock.over ? lock.run : run
    },
  }
}

function decodeEvents(body: Uint8Array, key: string): readonly Event[] {
  const lines = new TextDecoder().decode(body).split('\n')
  return lines.filter((line) => line !== '').map((line) => decodeEvent(line, key))
}

function decodeEvent(line: string, key: string): Event {
  const value = decodeRecord(line, key)
  if (!isText(value['type']) || !isText(value['t']) || !isText(value['run']) || !isWhole(value['seq'])) {
    throw corrupt(key, 'one of its lines is no event')
  }
  return value as JsonObject & Event
}
