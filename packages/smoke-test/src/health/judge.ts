import { judgeAlarms } from './alarms.ts'
import { judgeCertificates, refusedOrigins } from './certificates.ts'
import { judgeDistributions } from './distributions.ts'
import { judgeEndpoints } from './endpoints.ts'
import { judgeFunctions } from './functions.ts'
import { type Health, type HealthArea, type HealthThing, healthAreas, worstVerdict } from './health.ts'
import type { JudgeWorld } from './judge-thing.ts'
import { type HealthLimits, healthLimits } from './limits.ts'
import { judgeQueues } from './queues.ts'
import type { HealthFacts } from './read.ts'
import { judgeStacks } from './stacks.ts'
import { judgeTables } from './tables.ts'

/** How what was seen is judged. */
export interface JudgeOptions {
  /** Default: `healthLimits`. */
  readonly limits?: HealthLimits
  /** The flags that lead a command of this house to the same project and environment. */
  readonly selection?: string
  /** Flags for the AWS CLI besides the region, such as `--endpoint-url http://127.0.0.1:4566`. */
  readonly awsFlags?: string
}

/**
 * Judges what was seen: one verdict with its reasons, the worst of all things. An environment is green only where everything
 * was seen to be well; what could not be seen is unknown. Pure.
 */
export function judgeHealth(facts: HealthFacts, options: JudgeOptions = {}): Health {
  const { environment, at, since } = facts
  const more = options.awsFlags === undefined ? '' : ` ${options.awsFlags}`
  const world: JudgeWorld = {
    limits: options.limits ?? healthLimits,
    tier: environment.tier,
    now: new Date(at),
    since,
    aws: (command, region = environment.region) => `aws ${command} --region ${region}${more}`,
    selection: options.selection ?? `--project ${environment.project} --env ${environment.environment}`,
  }
  const lost = facts.functions.flatMap((one) => one.facts?.deadLetters ?? [])
  const judged: Readonly<Record<HealthArea, readonly HealthThing[]>> = {
    stacks: judgeStacks(facts.stacks, world),
    endpoints: judgeEndpoints(facts.endpoints, refusedOrigins(facts.certificates, world.now), world),
    functions: judgeFunctions(facts.functions, world),
    alarms: judgeAlarms(facts.alarms, world),
    queues: judgeQueues(facts.queues, lost, world),
    tables: judgeTables(facts.tables, world),
    distributions: judgeDistributions(facts.distributions, world),
    certificates: judgeCertificates(facts.certificates, world),
  }
  const areas = healthAreas.map((area) => {
    const things = judged[area]
    const verdict = things.length === 0 ? 'none' : worstVerdict(things.map((one) => one.verdict))
    return { area, verdict, things } as const
  })
  const verdicts = areas.flatMap(({ verdict }) => (verdict === 'none' ? [] : [verdict]))
  // Nothing looked at proves nothing.
  const verdict = verdicts.length === 0 ? 'unknown' : worstVerdict(verdicts)
  return { verdict, at, since, environment, areas }
}
