/** Which calls a fault strikes: by name, by count, or by a seed. */
import { createHash } from 'node:crypto'
import { type FaultName, faults, isFaultName } from './faults.ts'
import type { Operation } from './operation.ts'

/** The calls that a rule speaks of. What is signed by nobody, such as a visit to the site, is only meant by its name. */
export interface Match {
  /** `s3.PutObject`, `PutObject`, `s3.*` or `*` (default). */
  readonly operation?: string
  readonly mutating?: boolean
  /** A part of the path, such as a key. */
  readonly path?: string
  /** From the n-th such call on, counted from 1 (default). */
  readonly nth?: number
}

/** A fault for the calls that match. */
export interface Rule {
  readonly match: Match
  readonly fault: FaultName
  readonly argument?: number
  /** How many calls are struck; default: one. `Infinity`: all from the first on. */
  readonly times?: number
}

/** A fault for a share of all calls; which ones, the seed decides alone, whatever runs at the same time. */
export interface SeededRule {
  readonly match?: Match
  readonly seed: string
  /** From 0 to 1. */
  readonly share: number
  /** Default: every fault. */
  readonly faults?: readonly FaultName[]
}

/** Whether a call is one of those that a rule speaks of; `nth` is for the one who counts. */
export function isMatch(match: Match, { service, operation, mutating }: Operation, path: string): boolean {
  const { operation: wanted = '*', mutating: changing } = match
  const named =
    wanted === '*' ? service !== 'unsigned' : [operation, `${service}.${operation}`, `${service}.*`].includes(wanted)
  return named && (changing === undefined || changing === mutating) && path.includes(match.path ?? '')
}

/** A number from 0 up to 1 that a seed and a text decide. */
export function chance(seed: string, text: string): number {
  return createHash('sha256').update(`${seed}\n${text}`).digest().readUInt32BE() / 2 ** 32
}

/** The fault that a seed has for the n-th call of an operation, if any. */
export function drawFault(rule: SeededRule, name: string, nth: number): FaultName | undefined {
  if (chance(rule.seed, `strike ${name} ${nth}`) >= rule.share) return undefined
  const names = rule.faults ?? Object.keys(faults).filter(isFaultName)
  return names[Math.floor(chance(rule.seed, `fault ${name} ${nth}`) * names.length)]
}

/**
 * Reads `operation[#nth]=fault[:argument][*times]`, such as `s3.PutObject#2=throttle*3`, `*=delay:60*all`.
 *
 * @throws Error naming what is wrong
 */
export function parseRule(text: string): Rule {
  const found = /^([^=#]+)(?:#(\d+))?=([a-z-]+)(?::(\d+))?(?:\*(\d+|all))?$/.exec(text)
  if (found === null) throw new Error(`${text}: a rule is operation[#nth]=fault[:argument][*times|*all]`)
  const [, operation = '', nth, fault = '', argument, times] = found
  if (!isFaultName(fault))
    throw new Error(`${text}: no fault is called ${fault}; there are: ${Object.keys(faults).join(', ')}`)
  return {
    match: { operation, ...(nth === undefined ? {} : { nth: Number(nth) }) },
    fault,
    ...(argument === undefined ? {} : { argument: Number(argument) }),
    ...(times === undefined ? {} : { times: times === 'all' ? Number.POSITIVE_INFINITY : Number(times) }),
  }
}
