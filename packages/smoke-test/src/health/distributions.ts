import type { HealthReason, HealthThing } from './health.ts'
import { goneThing, type JudgeWorld, judgedThing, percent, stretch } from './judge-thing.ts'
import { type LookWorld, lookAtEach, type Seen, tryCall } from './look.ts'
import { isUnseen, type Metric, type Metrics, sumOf, type Values } from './metrics.ts'

/** CloudFront measures there, wherever its answers come from; its certificates lie there, too. */
export const edgeRegion = 'us-east-1'

/** What is seen of a CloudFront distribution. */
export interface DistributionFacts {
  readonly isEnabled: boolean
  /** `Deployed` or `InProgress`. */
  readonly status: string
  /** Requests in the time looked at, and the share of them that was answered with 500 and more; absent where unknown. */
  readonly requests?: number
  readonly serverErrors?: number
  /** ARN of its certificate in ACM, where it has its own domain. */
  readonly certificate?: string
}

/** The metrics of a distribution, in `edgeRegion`. */
export function distributionMetrics(id: string): readonly [requests: Metric, serverErrors: Metric] {
  const common = { namespace: 'AWS/CloudFront', dimensions: { DistributionId: id, Region: 'Global' } } as const
  return [
    { ...common, name: 'Requests', stat: 'Sum' },
    { ...common, name: '5xxErrorRate', stat: 'Average' },
  ]
}

/** Looks at distributions by id: one call each, besides the metrics. */
export async function readDistributions(
  ids: readonly string[],
  metrics: Promise<Metrics>,
  world: LookWorld,
): Promise<readonly Seen<DistributionFacts>[]> {
  if (ids.length === 0) return []
  const { CloudFrontClient, GetDistributionCommand } = await import('./sdk-cloudfront.ts')
  const client = world.client(CloudFrontClient)
  return await lookAtEach(ids, async (name) => {
    const asked = { action: 'cloudfront:GetDistribution', what: 'its configuration', absent: isNotFound }
    const { value, unseen } = await tryCall(world, asked, (options) =>
      client.send(new GetDistributionCommand({ Id: name }), options),
    )
    if (value === undefined) return { name, isGone: unseen === undefined, unseen: unseen === undefined ? [] : [unseen] }
    const [requests, rates] = distributionMetrics(name).map(await metrics)
    const { Status = 'unknown', DistributionConfig } = value.Distribution ?? {}
    const certificate = DistributionConfig?.ViewerCertificate?.ACMCertificateArn
    const base = {
      isEnabled: DistributionConfig?.Enabled === true,
      status: Status,
      ...(certificate === undefined || certificate === '' ? {} : { certificate }),
    }
    if (requests === undefined || rates === undefined) return { name, facts: base, unseen: [] }
    const blind = [requests, rates].find(isUnseen)
    if (blind !== undefined || isUnseen(requests) || isUnseen(rates)) {
      return { name, facts: base, unseen: blind === undefined ? [] : [blind] }
    }
    const facts = { ...base, requests: sumOf(requests), serverErrors: shareOf(requests, rates) }
    return { name, facts, unseen: [] }
  })
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && error.name === 'NoSuchDistribution'
}

/** Rates are percentages of a minute's requests: a minute with many requests counts for more. */
function shareOf(requests: Values, rates: Values): number {
  const weights = new Map(requests.map(({ value, at }) => [at, value]))
  const weighed = rates.map(({ value, at }) => ({ rate: value / 100, weight: weights.get(at) ?? 0 }))
  const total = weighed.reduce((sum, { weight }) => sum + weight, 0)
  if (total > 0) return weighed.reduce((sum, { rate, weight }) => sum + rate * weight, 0) / total
  return rates.length === 0 ? 0 : sumOf(rates) / 100 / rates.length
}

/** Judges distributions: switched on, deployed, and the share of answers with 500 and more. */
export function judgeDistributions(
  seen: readonly Seen<DistributionFacts>[],
  world: JudgeWorld,
): readonly HealthThing[] {
  return seen.map((one) => {
    if (one.isGone === true) return goneThing('distributions', 'distribution', one, world)
    const { facts } = one
    if (facts === undefined) return judgedThing('distributions', one, 'its state is unknown', [])
    const { isEnabled, status, requests, serverErrors = 0 } = facts
    const traffic =
      requests === undefined
        ? ''
        : requests === 0
          ? `, no requests in the last ${stretch(world.since)}`
          : `, ${requests} requests, ${percent(serverErrors)} answered with 5xx`
    const told = `${isEnabled ? status : 'disabled'}${traffic}`
    return judgedThing('distributions', one, told, reasonsOf(one.name, facts, world))
  })
}

function reasonsOf(
  name: string,
  facts: DistributionFacts,
  { aws, limits, since }: JudgeWorld,
): readonly HealthReason[] {
  const fix = aws(`cloudfront get-distribution --id ${name}`)
  const reasons: HealthReason[] = []
  const { isEnabled, status, serverErrors = 0 } = facts
  if (!isEnabled) {
    reasons.push({
      rule: 'health/distribution-disabled',
      level: 'red',
      message: `distribution ${name} is disabled: it serves nobody`,
      fix,
    })
  }
  if (status !== 'Deployed') {
    reasons.push({
      rule: 'health/distribution-status',
      level: 'yellow',
      message: `distribution ${name} is ${status}: some places still serve by its former settings`,
      fix: `aws cloudfront wait distribution-deployed --id ${name}`,
    })
  }
  if (serverErrors >= limits.serverErrors.yellow) {
    const isRed = serverErrors >= limits.serverErrors.red
    reasons.push({
      rule: 'health/distribution-errors',
      level: isRed ? 'red' : 'yellow',
      message: `distribution ${name} answered ${percent(serverErrors)} of its requests with 5xx in the last ${stretch(since)} (broken from ${percent(limits.serverErrors.red)})`,
      value: serverErrors,
      threshold: isRed ? limits.serverErrors.red : limits.serverErrors.yellow,
      fix,
    })
  }
  return reasons
}
