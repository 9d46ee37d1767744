import { readFileSync } from 'node:fs'
import { dataFile } from '../data-file.ts'

/** When AWS ends support of a runtime, step by step; days as `YYYY-MM-DD`. */
export interface Lifecycle {
  /** No more security patches. */
  readonly deprecated?: string
  /** No new functions with it. */
  readonly createBlocked?: string
  /** No more changes of functions that have it. */
  readonly updateBlocked?: string
  /** The runtime to move to. */
  readonly successor?: string
}

/** The dates of all runtimes, and the day they were collected; AWS moves them. */
export interface LifecycleTable {
  readonly asOf: string
  readonly source: string
  readonly runtimes: Readonly<Record<string, Lifecycle>>
}

/** Where a runtime stands on a day; each stage includes those before it. */
export type Stage = 'supported' | 'deprecated' | 'create-blocked' | 'update-blocked' | 'unknown'

/** Reads the table of this package (`data/runtimes.json`), with dates of the project's own in place of its. */
export function readLifecycles(overrides: Readonly<Record<string, Lifecycle>> = {}): LifecycleTable {
  const table: LifecycleTable = JSON.parse(readFileSync(dataFile('runtimes.json'), 'utf8'))
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
