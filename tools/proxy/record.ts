/** What the proxy keeps of each call, and the sums over them. */
import type { Operation } from './operation.ts'

/** One request that went through. Headers and bodies are not kept: they may hold secrets. */
export interface RecordedCall extends Operation {
  readonly method: string
  /** Without the query. */
  readonly path: string
  /** When it came, UTC, ISO 8601. */
  readonly at: string
  /** Milliseconds after the first call since the last reset. */
  readonly start: number
  /** Milliseconds until the answer had been passed on; absent while it is under way. */
  readonly ms?: number
  /** HTTP status; absent where no answer came. */
  readonly status?: number
  /** Why it was broken off, such as `ECONNREFUSED`; absent where it was not. */
  readonly failure?: string
  /** Bytes of body, up and down. */
  readonly sent: number
  readonly received: number
}

/** A call while it is under way. */
export type OpenCall = { -readonly [K in keyof RecordedCall]: RecordedCall[K] }

/** Everything since the last reset, as `/__proxy/dump` gives it. */
export interface Dump {
  readonly total: number
  readonly mutating: number
  /** By `service.Operation`, the most frequent first. */
  readonly operations: Readonly<Record<string, number>>
  /** By status; `none` where no answer came. */
  readonly statuses: Readonly<Record<string, number>>
  readonly sent: number
  readonly received: number
  /** Sum of the calls' durations, in milliseconds. */
  readonly ms: number
  /** Connections that clients opened. */
  readonly connections: number
  readonly calls: readonly RecordedCall[]
}

/** Adds calls up. */
export function dumpCalls(calls: readonly RecordedCall[], connections: number): Dump {
  const sum = (of: (call: RecordedCall) => number): number => calls.reduce((total, call) => total + of(call), 0)
  return {
    total: calls.length,
    mutating: calls.filter((call) => call.mutating).length,
    operations: count(calls.map(({ service, operation }) => `${service}.${operation}`)),
    statuses: count(calls.map(({ status }) => String(status ?? 'none'))),
    sent: sum((call) => call.sent),
    received: sum((call) => call.received),
    ms: sum((call) => call.ms ?? 0),
    connections,
    calls,
  }
}

function count(names: readonly string[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return Object.fromEntries([...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)))
}
