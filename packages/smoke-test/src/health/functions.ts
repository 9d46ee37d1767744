import type { HealthReason, HealthThing } from './health.ts'
import { count, goneThing, type JudgeWorld, judgedThing, percent, stretch } from './judge-thing.ts'
import { type LookWorld, lookAtEach, type Seen, tryCall, type Unseen } from './look.ts'
import { isUnseen, type Metric, type Metrics, sumOf } from './metrics.ts'

/** What is seen of a Lambda function. */
export interface FunctionFacts {
  /** `Active`, `Pending`, `Inactive` or `Failed`, and why. */
  readonly state?: string
  readonly stateReason?: string
  /** `Successful`, `InProgress` or `Failed`, and why. */
  readonly lastUpdate?: string
  readonly lastUpdateReason?: string
  /** Milliseconds. */
  readonly timeout?: number
  readonly logGroup?: string
  /** Calls at a time that it may take; absent where it shares the account's. */
  readonly reserved?: number
  /** Calls in the time looked at; absent where metrics could not be read. */
  readonly calls?: number
  readonly errors?: number
  readonly throttles?: number
  /** Milliseconds of the slowest call. */
  readonly slowest?: number
  /** ARN of the queue or topic that takes its lost events. */
  readonly deadLetters?: string
}

const metricNames = ['Invocations', 'Errors', 'Throttles', 'Duration'] as const

/** The metrics of a function, all versions together. */
export function functionMetrics(name: string): readonly Metric[] {
  return metricNames.map((metric) => ({
    namespace: 'AWS/Lambda',
    name: metric,
    dimensions: { FunctionName: name },
    stat: metric === 'Duration' ? 'Maximum' : 'Sum',
  }))
}

/** Looks at functions by name: one call each, besides the metrics. */
export async function readFunctions(
  names: readonly string[],
  metrics: Promise<Metrics>,
  world: LookWorld,
): Promise<readonly Seen<FunctionFacts>[]> {
  if (names.length === 0) return []
  const { GetFunctionCommand, LambdaClient } = await import('./sdk-lambda.ts')
  const lambda = world.client(LambdaClient)
  return await lookAtEach(names, async (name) => {
    const asked = { action: 'lambda:GetFunction', what: 'its configuration', absent: isNotFound }
    const { value, unseen } = await tryCall(world, asked, (options) =>
      lambda.send(new GetFunctionCommand({ FunctionName: name }), options),
    )
    if (value === undefined && unseen === undefined) return { name, isGone: true, unseen: [] }
    const measured = measuredOf(name, await metrics)
    const { Configuration: made, Concurrency: { ReservedConcurrentExecutions: reserved } = {} } = value ?? {}
    const facts: FunctionFacts = {
      ...known('state', made?.State),
      ...known('stateReason', made?.StateReason),
      ...known('lastUpdate', made?.LastUpdateStatus),
      ...known('lastUpdateReason', made?.LastUpdateStatusReason),
      ...known('timeout', made?.Timeout === undefined ? undefined : made.Timeout * 1000),
      ...known('logGroup', made?.LoggingConfig?.LogGroup),
      ...known('deadLetters', made?.DeadLetterConfig?.TargetArn),
      ...known('reserved', reserved),
      ...measured.facts,
    }
    return { name, facts, unseen: [...(unseen === undefined ? [] : [unseen]), ...measured.unseen] }
  })
}

/** Lambda measures nothing of a function that is not called: no values are no calls. */
function measuredOf(
  name: string,
  metrics: Metrics,
): { readonly facts: Partial<FunctionFacts>; readonly unseen: readonly Unseen[] } {
  const [calls, errors, throttles, durations] = functionMetrics(name).map(metrics)
  for (const one of [calls, errors, throttles, durations]) {
    if (one === undefined || isUnseen(one)) return { facts: {}, unseen: one === undefined ? [] : [one] }
  }
  const sums = [calls, errors, throttles].map((one) => (one === undefined || isUnseen(one) ? 0 : sumOf(one)))
  const slowest = durations === undefined || isUnseen(durations) ? [] : durations.map(({ value }) => value)
  const [sumOfCalls = 0, sumOfErrors = 0, sumOfThrottles = 0] = sums
  return {
    facts: {
      ...{ calls: sumOfCalls, errors: sumOfErrors, throttles: sumOfThrottles },
      ...(slowest.length === 0 ? {} : { slowest: Math.max(...slowest) }),
    },
    unseen: [],
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && error.name === 'ResourceNotFoundException'
}

function known<Key extends string, Value>(key: Key, value: Value | undefined): { readonly [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]: Value })
}

/** Judges functions: state, last update, concurrency, failed and throttled calls, the slowest call beside the timeout. */
export function judgeFunctions(seen: readonly Seen<FunctionFacts>[], world: JudgeWorld): readonly HealthThing[] {
  return seen.map((one) => {
    if (one.isGone === true) return goneThing('functions', 'function', one, world)
    const facts = one.facts ?? {}
    const reasons = [...stateReasons(one.name, facts, world), ...callReasons(one.name, facts, world)]
    return judgedThing('functions', one, toldOf(facts, world), reasons)
  })
}

function toldOf({ calls, errors, throttles, slowest, timeout }: FunctionFacts, { since }: JudgeWorld): string {
  if (calls === undefined) return 'its calls are unknown'
  if (calls === 0 && throttles === 0) return `no calls in the last ${stretch(since)}`
  const time = slowest === undefined ? '' : `, slowest ${stretch(slowest)}`
  const of = slowest === undefined || timeout === undefined ? '' : ` of ${stretch(timeout)}`
  return `${count(calls, 'call')}, ${errors ?? 0} failed, ${throttles ?? 0} throttled${time}${of}`
}

function stateReasons(name: string, facts: FunctionFacts, { aws }: JudgeWorld): readonly HealthReason[] {
  const show = aws(`lambda get-function-configuration --function-name ${name}`)
  const reasons: HealthReason[] = []
  const { state, stateReason, lastUpdate, lastUpdateReason, reserved } = facts
  const why = (reason: string | undefined): string => (reason === undefined || reason === '' ? '' : `: ${reason}`)
  if (state !== undefined && state !== 'Active') {
    const meaning: Readonly<Record<string, string>> = {
      Failed: 'it cannot be called',
      Inactive: 'Lambda has put it away, and the next call fails or waits',
    }
    reasons.push({
      rule: 'health/function-state',
      level: state === 'Failed' ? 'red' : 'yellow',
      message: `function ${name} is ${state}, ${meaning[state] ?? 'not yet ready'}${why(stateReason)}`,
      fix: show,
    })
  }
  if (lastUpdate === 'Failed') {
    reasons.push({
      rule: 'health/function-update',
      level: 'red',
      message: `the last update of function ${name} failed, so it runs what was there before${why(lastUpdateReason)}`,
      fix: show,
    })
  }
  if (reserved === 0) {
    reasons.push({
      rule: 'health/function-concurrency',
      level: 'red',
      message: `function ${name} may take 0 calls at a time (reserved concurrency; at least 1), so every call is refused`,
      value: 0,
      threshold: 1,
      fix: aws(`lambda delete-function-concurrency --function-name ${name}`),
    })
  }
  return reasons
}

function callReasons(name: string, facts: FunctionFacts, world: JudgeWorld): readonly HealthReason[] {
  const { calls = 0, errors = 0, throttles = 0, slowest = 0, timeout } = facts
  const { limits, aws, since } = world
  const past = `in the last ${stretch(since)}`
  const logs = aws(`logs tail ${facts.logGroup ?? `/aws/lambda/${name}`} --since ${Math.ceil(since / 60_000)}m`)
  const reasons: HealthReason[] = []
  if (errors > 0) {
    // Errors are counted when a call ends, calls when it begins: in a short time there may be more of the former.
    const share = Math.min(1, errors / Math.max(calls, 1))
    reasons.push({
      rule: 'health/function-errors',
      level: share >= limits.errors ? 'red' : 'yellow',
      message: `${errors} of ${count(calls, 'call')} of function ${name} failed ${past}: ${percent(share)} (broken from ${percent(limits.errors)})`,
      value: share,
      threshold: limits.errors,
      fix: logs,
    })
  }
  if (throttles > 0) {
    const share = throttles / (calls + throttles)
    reasons.push({
      rule: 'health/function-throttles',
      level: share >= limits.throttles ? 'red' : 'yellow',
      message: `${throttles} of ${count(calls + throttles, 'call')} of function ${name} were refused for want of concurrency ${past}: ${percent(share)} (broken from ${percent(limits.throttles)})`,
      value: share,
      threshold: limits.throttles,
      fix: aws(`lambda get-function-concurrency --function-name ${name}`),
    })
  }
  const share = timeout === undefined ? 0 : slowest / timeout
  if (timeout !== undefined && share >= limits.duration.yellow) {
    const isRed = share >= limits.duration.red
    reasons.push({
      rule: 'health/function-duration',
      level: isRed ? 'red' : 'yellow',
      message: `the slowest call of function ${name} ${past} took ${stretch(slowest)}, ${percent(share)} of its timeout of ${stretch(timeout)} (broken from ${percent(limits.duration.red)})`,
      value: share,
      threshold: isRed ? limits.duration.red : limits.duration.yellow,
      fix: logs,
    })
  }
  return reasons
}
