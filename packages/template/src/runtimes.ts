import { readFileSync } from 'node:fs'

/** When AWS ends support of a runtime, step by step; days as `YYYY-MM-DD`. */
export interface RuntimeDates {
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
export interface RuntimeTable {
  readonly asOf: string
  readonly source: string
  readonly runtimes: Readonly<Record<string, RuntimeDates>>
}

let table: RuntimeTable | undefined

/** The runtimes of Lambda with the days their support ends: this package's `data/runtimes.json`, read once. */
export function readRuntimes(): RuntimeTable {
  table ??= JSON.parse(readFileSync(new URL('../data/runtimes.json', import.meta.url), 'utf8')) as RuntimeTable
  return table
}
