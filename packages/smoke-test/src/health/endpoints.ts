import { isProjectError, type Problem } from '@project-utils/contract'
import type { SuiteStep } from '@project-utils/project'
import { capturedNames, openReferences } from '../capture/captured.ts'
import { formatDuration } from '../duration.ts'
import { reportInto } from '../report.ts'
import type { PreparedStep, StepWorld } from '../step-kind.ts'
import { prepareStep } from '../validate.ts'
import { isMap } from '../values.ts'
import type { HealthReason, HealthThing } from './health.ts'
import { type JudgeWorld, judgedThing } from './judge-thing.ts'
import { type LookWorld, lookAtEach, orAborted, type Seen, tooLong } from './look.ts'

/** An address that must answer. */
export interface Endpoint {
  /** Without its query, which may hold a secret. */
  readonly name: string
  readonly origin: string
  /** True where a step says what is expected; of any other every answer below 500 is one. */
  readonly isDeclared: boolean
  /** True where its step trusts an authority of its own: browsers' trust says nothing then. */
  readonly hasOwnAuthority: boolean
  /** What is sent, or why nothing can be. */
  readonly request: PreparedStep | { readonly obstacle: string }
}

/** What is seen of an address. */
export interface EndpointFacts {
  readonly origin: string
  readonly isDeclared: boolean
  /** Absent where no answer came. */
  readonly status?: number
  /** Milliseconds until the last byte. */
  readonly ms: number
  /** What differs from what is expected; empty where all is well. */
  readonly differences: readonly string[]
  /** What differed at the first try, where the second one was well. */
  readonly atFirst?: string
}

/**
 * The addresses of an environment: what the reading `http` steps of its suite `smoke` ask for, with what they expect, the
 * first step of each path, and every address in the outputs of its stacks that none of them reaches. Addresses of queues and
 * buckets are none, nor are steps that need others, wait, or measure by many requests.
 */
export function endpointsOf(outputs: readonly string[], steps: readonly SuiteStep[]): readonly Endpoint[] {
  const asked = new Set<string>()
  const declared = steps.flatMap((step): readonly Endpoint[] => {
    const { kind, name, needs, fence, eventually } = step
    const settings = isMap(step.settings) ? step.settings : {}
    const isPlain = [needs, fence, eventually, settings['repeat']].every((one) => one === undefined)
    const target = settings['get'] ?? settings['head']
    if (kind !== 'http' || target === undefined || !isPlain || capturedNames(settings).length > 0) return []
    const open = openReferences(settings)
    const obstacle = open.length > 0 ? `${open.join(', ')} has no value` : undefined
    const request = obstacle === undefined ? prepare(step) : { obstacle }
    if ('writes' in request && request.writes !== false) return []
    const url = urlOf(target)
    const path = url === undefined ? name : `${url.origin}${url.pathname}`
    if (asked.has(path)) return []
    asked.add(path)
    const hasOwnAuthority = settings['tls'] !== undefined
    return [
      {
        name: url === undefined ? name : nameOf(url),
        origin: url?.origin ?? '',
        isDeclared: true,
        hasOwnAuthority,
        request,
      },
    ]
  })
  const known = new Set(declared.map(({ origin }) => origin))
  const others = [...new Set(outputs)].flatMap((output): readonly Endpoint[] => {
    const url = urlOf(output)
    if (url === undefined || known.has(url.origin) || notForUsers.test(url.hostname)) return []
    const expect = { status: ['2xx', '3xx', '4xx'] }
    const step: SuiteStep = { name: 'endpoint', kind: 'http', settings: { get: url.href, expect }, where: {} }
    return [
      { name: nameOf(url), origin: url.origin, isDeclared: false, hasOwnAuthority: false, request: prepare(step) },
    ]
  })
  return [...declared, ...others]
}

/** Services that are used through their own API, not by a browser. */
const notForUsers =
  /(^|\.)(sqs|sns|dynamodb|kms|secretsmanager|s3(?!-website))([.-][a-z0-9-]+)*\.amazonaws\.com(\.cn)?$|^cognito-idp\.|console\.aws\.amazon\.com$/

function nameOf({ origin, pathname, search }: URL): string {
  return `${origin}${pathname}${search === '' ? '' : '?…'}`
}

function urlOf(value: unknown): URL | undefined {
  const url = typeof value === 'string' ? URL.parse(value) : null
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' ? url : undefined
}

function prepare(step: SuiteStep): Endpoint['request'] {
  const problems: Problem[] = []
  const prepared = prepareStep(step, reportInto(problems, step))?.prepared
  return prepared === undefined || problems.length > 0
    ? { obstacle: problems[0]?.message ?? 'it is not written right' }
    : prepared
}

/** Milliseconds before a request that found no answer, or one of 500 and more, is sent once more. */
const pause = 300

/** Asks addresses, some at a time. What a second try finds well was no outage. */
export async function readEndpoints(
  endpoints: readonly Endpoint[],
  steps: StepWorld,
  world: Pick<LookWorld, 'signal' | 'timeLimit'>,
): Promise<readonly Seen<EndpointFacts>[]> {
  return await lookAtEach(endpoints, async ({ name, origin, isDeclared, request }) => {
    if ('obstacle' in request) {
      const differences = [`nothing was sent: ${request.obstacle}`]
      return { name, facts: { origin, isDeclared, ms: 0, differences }, unseen: [] }
    }
    const first = await askOnce(request, steps, world)
    const isAgain = first.differences.length > 0 && first.transient && !world.signal.aborted
    if (isAgain) await new Promise((done) => setTimeout(done, pause))
    const { transient: _, ...last } = isAgain ? await askOnce(request, steps, world) : first
    const atFirst = isAgain && last.differences.length === 0 ? first.differences[0] : undefined
    const facts = { origin, isDeclared, ...last, ...(atFirst === undefined ? {} : { atFirst }) }
    return { name, facts, unseen: [] }
  })
}

async function askOnce(
  request: PreparedStep,
  steps: StepWorld,
  { signal, timeLimit }: Pick<LookWorld, 'signal' | 'timeLimit'>,
): Promise<Pick<EndpointFacts, 'status' | 'ms' | 'differences'> & { readonly transient: boolean }> {
  const begun = performance.now()
  const late = `no complete answer within ${formatDuration(timeLimit)}`
  try {
    const { differences, transient, answer } = await orAborted(request.attempt(steps, signal), signal)
    const ms = Math.round(answer?.ms ?? performance.now() - begun)
    return { ...(answer?.status === undefined ? {} : { status: answer.status }), ms, differences, transient }
  } catch (error) {
    const ms = Math.round(performance.now() - begun)
    if (signal.aborted) {
      if (signal.reason === tooLong) return { ms, differences: [late], transient: false }
      throw signal.reason
    }
    if (isProjectError(error)) return { ms, differences: [error.message], transient: false }
    throw error
  }
}

/**
 * Judges addresses: an answer as its step expects it, else any below 500; slow ones, and those that answered only at the
 * second try, are degraded. What cannot be asked because browsers refuse the certificate is told there.
 */
export function judgeEndpoints(
  seen: readonly Seen<EndpointFacts>[],
  refused: ReadonlySet<string>,
  world: JudgeWorld,
): readonly HealthThing[] {
  return seen.map((one) => {
    const { facts } = one
    if (facts === undefined) return judgedThing('endpoints', one, 'it was not asked', [])
    const { status, ms } = facts
    const told = status === undefined ? 'no answer' : `${status} in ${formatDuration(ms)}`
    return judgedThing('endpoints', one, told, reasonsOf(one.name, facts, refused, world))
  })
}

function reasonsOf(
  name: string,
  facts: EndpointFacts,
  refused: ReadonlySet<string>,
  { limits, selection }: JudgeWorld,
): readonly HealthReason[] {
  const { status, ms, differences, isDeclared, atFirst, origin } = facts
  const fix = `curl -i ${name}`
  if (differences.length > 0) {
    if (status === undefined && refused.has(origin)) {
      const message = `${name} was not asked: its certificate is refused (see certificates)`
      return [{ rule: 'health/endpoint-unasked', level: 'unknown', message, fix: `curl -v ${origin}` }]
    }
    return [
      {
        rule: 'health/endpoint',
        level: 'red',
        message: `${name}: ${differences.join('; ')}`,
        ...(status === undefined ? {} : { value: status }),
        fix: isDeclared ? `project-test smoke ${selection}` : fix,
      },
    ]
  }
  const reasons: HealthReason[] = []
  if (atFirst !== undefined) {
    const message = `${name} answered only at the second try; at first: ${atFirst}`
    reasons.push({ rule: 'health/endpoint-retried', level: 'yellow', message, fix })
  }
  if (ms > limits.slow) {
    reasons.push({
      rule: 'health/endpoint-slow',
      level: 'yellow',
      message: `${name} took ${formatDuration(ms)} (degraded from ${formatDuration(limits.slow)})`,
      value: ms,
      threshold: limits.slow,
      fix,
    })
  }
  if (!isDeclared && status !== undefined && status >= 400) {
    reasons.push({
      rule: 'health/endpoint-undeclared',
      level: 'yellow',
      message: `${name} answers ${status}, and nothing says whether it should`,
      value: status,
      fix: `add what it should answer to suite smoke: - http: { get: "${name}", expect: { status: 200 } }`,
    })
  }
  return reasons
}
