/** Random cases: what a command is to do with a stack, what resources do, and which calls are struck. */
import type { Rule, SeededRule } from '../proxy/rule.ts'
import { type Random, wholeBelow } from '../soak/random.ts'
import type { Script } from './script.ts'

/** One case; its number in a seed's sequence repeats it. */
export interface FaultCase {
  readonly name: string
  readonly command: 'deploy' | 'delete'
  /** The state of the stack before, if there is one. */
  readonly there?: string
  /** What goes wrong in CloudFormation itself, once: the next run meets nothing of it. */
  readonly script: Readonly<Record<string, Script>>
  /** What the operation comes to, where every call is answered. */
  readonly ends: 'done' | 'restored' | 'incomplete'
  readonly rules: readonly (Rule | SeededRule)[]
}

interface Plot extends Omit<FaultCase, 'rules' | 'name'> {
  readonly title: string
}

const once = (fail: string): { readonly fail: string; readonly times: number } => ({ fail, times: 1 })

const plots: readonly Plot[] = [
  { title: 'create', command: 'deploy', script: {}, ends: 'done' },
  { title: 'create, fails', command: 'deploy', script: { Second: { create: once('broken') } }, ends: 'restored' },
  {
    title: 'create, fails twice',
    command: 'deploy',
    script: { Second: { create: once('broken') }, First: { delete: once('held') } },
    ends: 'incomplete',
  },
  { title: 'create anew', command: 'deploy', there: 'ROLLBACK_COMPLETE', script: {}, ends: 'done' },
  { title: 'update', command: 'deploy', there: 'CREATE_COMPLETE', script: {}, ends: 'done' },
  { title: 'update after a rollback', command: 'deploy', there: 'UPDATE_ROLLBACK_COMPLETE', script: {}, ends: 'done' },
  { title: 'update behind another', command: 'deploy', there: 'UPDATE_IN_PROGRESS', script: {}, ends: 'done' },
  {
    title: 'update, fails',
    command: 'deploy',
    there: 'CREATE_COMPLETE',
    script: { Second: { update: once('refused') } },
    ends: 'restored',
  },
  { title: 'delete', command: 'delete', there: 'CREATE_COMPLETE', script: {}, ends: 'done' },
  {
    title: 'delete, fails',
    command: 'delete',
    there: 'UPDATE_COMPLETE',
    script: { First: { delete: once('in use') } },
    ends: 'incomplete',
  },
]

/** Calls that a rule for one call may strike: those that the command makes. */
const struck = {
  deploy: [
    ...['CreateChangeSet', 'DescribeChangeSet', 'ExecuteChangeSet', 'DescribeStacks', 'DescribeStackEvents'],
    ...['GetCallerIdentity', 'GetObject', 'PutObject', 'DeleteObject', 'ListObjectsV2'],
  ],
  delete: [
    ...['DeleteStack', 'DescribeStacks', 'DescribeStackEvents', 'ListStackResources', 'GetCallerIdentity'],
    ...['GetObject', 'PutObject', 'DeleteObject'],
  ],
} as const
const lasting = [
  'throttle',
  'server-error',
  'unavailable',
  'reset',
  'lost-answer',
  'truncate',
  'stale',
  'expired',
] as const

/** The next case of a random sequence. */
export function drawFaultCase(random: Random, number: number): FaultCase {
  const { title, ...plot } = plots[wholeBelow(random, plots.length)] as Plot
  const seed = String(wholeBelow(random, 2 ** 32))
  if (random() < 0.7) {
    const share = [0.1, 0.2, 0.35][wholeBelow(random, 3)] as number
    return { ...plot, name: `${number}: ${title}, ${share} of calls (${seed})`, rules: [{ seed, share }, remembering] }
  }
  const names = struck[plot.command]
  const operation = names[wholeBelow(random, names.length)] as string
  const fault = lasting[wholeBelow(random, lasting.length)] as (typeof lasting)[number]
  const nth = 1 + wholeBelow(random, 2)
  // Longer than the client tries again, shorter than any watcher's patience.
  const times = [1, 4, 12][wholeBelow(random, 3)] as number
  const name = `${number}: ${title}, ${fault} at ${operation} #${nth}, ${times} times`
  return { ...plot, name, rules: [{ match: { operation, nth }, fault, times }, remembering] }
}

/** Strikes nothing: the proxy keeps answers from the beginning, to give them again. */
const remembering: Rule = { match: {}, fault: 'stale', times: 0 }
