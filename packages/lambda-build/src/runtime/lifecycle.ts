import { type RuntimeDates, type RuntimeTable, readRuntimes } from '@project-utils/template'

/** The dates of all runtimes, and the day they were collected; AWS moves them. */
export type LifecycleTable = RuntimeTable

/** When AWS ends support of a runtime. */
export type Lifecycle = RuntimeDates

/** Where a runtime stands on a day; each stage includes those before it. */
export type Stage = 'supported' | 'deprecated' | 'create-blocked' | 'update-blocked' | 'unknown'

/** The table of all runtimes, with dates of the project's own in place of its. */
export function readLifecycles(overrides: Readonly<Record<string, Lifecycle>> = {}): LifecycleTable {
  const table = readRuntimes()
  const own = Object.entries(overrides).map(([name, dates]) => [name, { ...table.runtimes[name], ...dates }])
  return { ...table, runtimes: { ...table.runtimes, ...Object.fromEntries(own) } }
}

/** Where a runtime stands. Of one that the table does not have nothing is known. */
export function stageOf(runtime: string, { runtimes }: LifecycleTable, now: Date): Stage {
  const dates = Object.hasOwn(runtimes, runtime) ? runtimes[runtime] : undefined
  if (dates === undefined) return 'unknown'
  const today = now.toISOString().slice(0, 10)
  const isPast = (date: string | undefined): boolean => date !== undefined && date <= today
  if (isPast(dates.updateBlocked)) return 'update-blocked'
  if (isPast(dates.createBlocked)) return 'create-blocked'
  return isPast(dates.deprecated) ? 'deprecated' : 'supported'
}
