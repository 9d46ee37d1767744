/** Which faults strike which calls of which command. */
import type { RecordedCall } from '../proxy/record.ts'
import type { Rule } from '../proxy/rule.ts'

/** What is done to an environment: made, changed, removed. */
export const scenarios = ['first', 'update', 'destroy'] as const
export type Scenario = (typeof scenarios)[number]

/** Calls of one operation that mean the same, such as all writes of the lock. */
export interface CallKind {
  readonly operation: string
  /** The part of the path that tells the meaning, where the operation does not. */
  readonly path?: string
  readonly mutating: boolean
  /** How many the command makes where nothing goes wrong. */
  readonly count: number
}

/** One fault in one command. */
export interface Case {
  readonly scenario: Scenario
  readonly rule: Rule
  readonly name: string
}

/** Parts of an object's key that tell what it is for. First match wins. */
const meanings: readonly string[] = [
  '/locks/',
  '/audit/',
  '/releases/current.json',
  '/releases/0',
  '/runs/',
  '/blobs/',
  '/config.json',
  '/index.html',
  '-site-',
]
const always = Number.POSITIVE_INFINITY
/** Looks that are repeated until something is over: failing for good they take minutes to be given up, by design. */
const watched = [
  'cloudformation.DescribeStacks',
  'cloudformation.DescribeStackEvents',
  'lambda.GetFunctionConfiguration',
]
/** Enough for four looks in a row, each tried three times. */
const long = 12

/** How a fault strikes the calls of a kind. */
interface Variant extends Pick<Rule, 'fault' | 'argument' | 'times'> {
  /** At which of them, where there are several. */
  readonly at: readonly ('first' | 'last')[]
}

/** A single fault the SDK hides where it may ask again; one for good is what a person gets to see. */
const variants: readonly Variant[] = [
  ...(['throttle', 'server-error', 'unavailable', 'reset'] as const).map((fault) => ({
    fault,
    at: ['first'] as const,
  })),
  { fault: 'silence', argument: 300, at: ['first'] },
  { fault: 'delay', argument: 200, at: ['first'] },
  ...(['server-error-after', 'lost-answer', 'truncate', 'stale'] as const).map((fault) => ({
    fault,
    at: ['last'] as const,
  })),
  ...(['throttle', 'expired', 'server-error-after', 'lost-answer'] as const).map((fault) => ({
    fault,
    times: always,
    at: ['first', 'last'] as const,
  })),
  ...(['reset', 'truncate', 'stale'] as const).map((fault) => ({ fault, times: always, at: ['first'] as const })),
]

/** The distinct kinds among calls; what nobody signed is none. */
export function callKinds(calls: readonly RecordedCall[]): readonly CallKind[] {
  const kinds = new Map<string, CallKind>()
  for (const { service, operation, path: whole, mutating } of calls) {
    if (service === 'unsigned') continue
    const path = service === 's3' ? meanings.find((part) => whole.includes(part)) : undefined
    const name = `${service}.${operation}`
    const key = `${name} ${path ?? ''}`
    const count = (kinds.get(key)?.count ?? 0) + 1
    kinds.set(key, { operation: name, ...(path === undefined ? {} : { path }), mutating, count })
  }
  return [...kinds.values()]
}

/** Every fault at every kind of call. What changes something has no stale answer. */
export function casesOf(scenario: Scenario, kinds: readonly CallKind[]): readonly Case[] {
  return kinds.flatMap(({ operation, path, mutating, count }) =>
    variants
      .filter(({ fault }) => !(mutating && fault === 'stale'))
      .flatMap(({ at, ...variant }) =>
        [...new Set(at.map((place) => (place === 'first' ? 1 : count)))].map((nth) => {
          const match = { operation, ...(path === undefined ? {} : { path }), nth }
          const isWatched = variant.times === always && nth > 1 && watched.includes(operation)
          const times = isWatched ? { times: long } : {}
          const often = isWatched ? ` ${long} times` : variant.times === always ? ' for good' : ''
          const name = `${scenario}: ${variant.fault}${often} at ${operation}${path === undefined ? '' : ` ${path}`} #${nth}`
          return { scenario, name, rule: { match, ...variant, ...times } }
        }),
      ),
  )
}
