import type { Tier } from '@project-utils/contract'
import type { HealthReason, HealthThing } from './health.ts'
import { goneThing, type JudgeWorld, judgedThing, stretch } from './judge-thing.ts'
import { type LookWorld, lookAtEach, type Seen, tryCall, type Unseen } from './look.ts'
import { isUnseen, type Metric, type Metrics, sumOf } from './metrics.ts'

/** What is seen of a DynamoDB table. */
export interface TableFacts {
  /** Such as `ACTIVE`. */
  readonly status: string
  /** By index name and by region, where they are not active. */
  readonly unready: Readonly<Record<string, string>>
  /** Reads and writes that were throttled in the time looked at; absent where metrics could not be read. */
  readonly throttles?: number
  /** Whether it can be restored to any second; absent where nobody asked. */
  readonly isRecoverable?: boolean
}

/**
 * The metrics of a table. User errors are none of them: DynamoDB counts those for an account as a whole, so another
 * project's would be taken for this one's.
 */
export function tableMetrics(name: string): readonly Metric[] {
  return (['ReadThrottleEvents', 'WriteThrottleEvents'] as const).map((metric) => ({
    namespace: 'AWS/DynamoDB',
    name: metric,
    dimensions: { TableName: name },
    stat: 'Sum',
  }))
}

/** Looks at tables by name: one call each besides the metrics, two where data must not be lost (tiers limited and read-only). */
export async function readTables(
  names: readonly string[],
  tier: Tier,
  metrics: Promise<Metrics>,
  world: LookWorld,
): Promise<readonly Seen<TableFacts>[]> {
  if (names.length === 0) return []
  const { DynamoDBClient, DescribeContinuousBackupsCommand, DescribeTableCommand } = await import('./sdk-dynamodb.ts')
  const client = world.client(DynamoDBClient)
  const table = { action: 'dynamodb:DescribeTable', what: 'its status', absent: isNotFound }
  const backups = { action: 'dynamodb:DescribeContinuousBackups', what: 'whether it can be restored' }
  return await lookAtEach(names, async (name) => {
    const input = { TableName: name }
    const [described, restorable] = await Promise.all([
      tryCall(world, table, (options) => client.send(new DescribeTableCommand(input), options)),
      tier === 'full'
        ? undefined
        : tryCall(world, { ...backups, absent: isNotFound }, (options) =>
            client.send(new DescribeContinuousBackupsCommand(input), options),
          ),
    ])
    if (described.value === undefined && described.unseen === undefined) return { name, isGone: true, unseen: [] }
    const measured = tableMetrics(name).map(await metrics)
    const unseen = [described.unseen, restorable?.unseen, measured.find(isUnseen)]
    const recovery =
      restorable?.value?.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus
    const { TableStatus: status = 'unknown', GlobalSecondaryIndexes = [], Replicas = [] } = described.value?.Table ?? {}
    const parts = [
      ...GlobalSecondaryIndexes.map(({ IndexName, IndexStatus }) => [`index ${IndexName}`, IndexStatus] as const),
      ...Replicas.map(({ RegionName, ReplicaStatus }) => [`replica ${RegionName}`, ReplicaStatus] as const),
    ]
    const facts: TableFacts = {
      status,
      unready: Object.fromEntries(parts.flatMap(([part, is = 'ACTIVE']) => (is === 'ACTIVE' ? [] : [[part, is]]))),
      ...(measured.some(isUnseen)
        ? {}
        : { throttles: measured.reduce((sum, one) => sum + (isUnseen(one) ? 0 : sumOf(one)), 0) }),
      ...(recovery === undefined ? {} : { isRecoverable: recovery === 'ENABLED' }),
    }
    const isBlind = described.value === undefined
    return {
      name,
      ...(isBlind ? {} : { facts }),
      unseen: unseen.filter((one): one is Unseen => one !== undefined && 'why' in one),
    }
  })
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && /^(ResourceNotFoundException|TableNotFoundException)$/.test(error.name)
}

/** States of a table or replica in which its data is served. */
const served: readonly string[] = ['ACTIVE', 'UPDATING', 'CREATING']

/** Judges tables: status, indexes and replicas, throttled requests, and recovery where data must not be lost. */
export function judgeTables(seen: readonly Seen<TableFacts>[], world: JudgeWorld): readonly HealthThing[] {
  const { tier, since } = world
  return seen.map((one) => {
    if (one.isGone === true) return goneThing('tables', 'table', one, world)
    const { facts, name } = one
    if (facts === undefined) return judgedThing('tables', one, 'its status is unknown', [])
    const throttled =
      facts.throttles === undefined ? '' : `, ${facts.throttles} throttled in the last ${stretch(since)}`
    const recovery = facts.isRecoverable === true && tier !== 'full' ? ', can be restored' : ''
    const reasons = [...statusReasons(name, facts, world), ...riskReasons(name, facts, world)]
    return judgedThing('tables', one, `${facts.status}${throttled}${recovery}`, reasons)
  })
}

function statusReasons(name: string, { status, unready }: TableFacts, { aws }: JudgeWorld): readonly HealthReason[] {
  const fix = aws(`dynamodb describe-table --table-name ${name}`)
  const parts = [
    ...(status === 'ACTIVE' ? [] : [[`table ${name}`, status] as const]),
    ...Object.entries(unready).map(([part, is]) => [`${part} of table ${name}`, is] as const),
  ]
  return parts.map(([what, is]) => ({
    rule: 'health/table-status',
    level: served.includes(is) ? 'yellow' : 'red',
    message: `${what} is ${is}, not ACTIVE`,
    fix,
  }))
}

function riskReasons(
  name: string,
  facts: TableFacts,
  { limits, aws, since, tier }: JudgeWorld,
): readonly HealthReason[] {
  const reasons: HealthReason[] = []
  const { throttles = 0, isRecoverable } = facts
  if (throttles > 0) {
    reasons.push({
      rule: 'health/table-throttles',
      level: throttles >= limits.tableThrottles ? 'red' : 'yellow',
      message: `${throttles} reads and writes of table ${name} were throttled in the last ${stretch(since)} (broken from ${limits.tableThrottles})`,
      value: throttles,
      threshold: limits.tableThrottles,
      fix: aws(`dynamodb describe-table --table-name ${name} --query Table.BillingModeSummary`),
    })
  }
  if (isRecoverable === false) {
    reasons.push({
      rule: 'health/table-recovery',
      level: 'yellow',
      message: `table ${name} of a ${tier} environment cannot be restored: point-in-time recovery is off`,
      fix: 'set PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } in the template, then deploy',
    })
  }
  return reasons
}
