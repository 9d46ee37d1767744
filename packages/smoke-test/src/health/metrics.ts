import type { StepWorld } from '../step-kind.ts'
import { type LookWorld, tryCall, type Unseen } from './look.ts'

/** One metric of one thing. */
export interface Metric {
  readonly namespace: string
  readonly name: string
  readonly dimensions: Readonly<Record<string, string>>
  readonly stat: 'Sum' | 'Maximum' | 'Average'
}

/** The values of a metric, the newest first; none where nothing was measured in the time looked at. */
export type Values = readonly { readonly value: number; readonly at: number }[]

/** What CloudWatch says of metrics that were asked for. */
export type Metrics = (metric: Metric) => Values | Unseen

/** The stretch of time that metrics are read of. */
export interface Window {
  readonly from: Date
  readonly to: Date
}

/** Metrics that one call takes (CloudWatch API reference, GetMetricData). */
const perCall = 500

/** Reads many metrics with few calls: at most 500 a call, all calls side by side. */
export async function readMetrics(
  metrics: readonly Metric[],
  window: Window,
  client: StepWorld['client'],
  world: LookWorld,
): Promise<Metrics> {
  const known = new Map<string, Values | Unseen>()
  const parts = Array.from({ length: Math.ceil(metrics.length / perCall) }, (_, index) =>
    metrics.slice(index * perCall, (index + 1) * perCall),
  )
  await Promise.all(parts.map((part) => readPart(part, window, client, world, known)))
  return (metric) => known.get(keyOf(metric)) ?? { what: metric.name, why: 'CloudWatch said nothing of it' }
}

async function readPart(
  metrics: readonly Metric[],
  { from, to }: Window,
  client: StepWorld['client'],
  world: LookWorld,
  known: Map<string, Values | Unseen>,
): Promise<void> {
  const { CloudWatchClient, GetMetricDataCommand } = await import('./sdk-cloudwatch.ts')
  const cloudWatch = client(CloudWatchClient)
  const period = periodOf(to.getTime() - from.getTime())
  const MetricDataQueries = metrics.map((metric, index) => ({
    Id: `m${index}`,
    MetricStat: {
      Metric: {
        Namespace: metric.namespace,
        MetricName: metric.name,
        Dimensions: Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: period,
      Stat: metric.stat,
    },
  }))
  const asked = { action: 'cloudwatch:GetMetricData', what: 'its metrics' }
  let NextToken: string | undefined
  do {
    const input = { MetricDataQueries, StartTime: from, EndTime: to, ScanBy: 'TimestampDescending', NextToken } as const
    const { value, unseen } = await tryCall(world, asked, (options) =>
      cloudWatch.send(new GetMetricDataCommand(input), options),
    )
    if (value === undefined) {
      const why = unseen ?? { what: 'its metrics', why: 'CloudWatch gave no answer' }
      for (const metric of metrics) known.set(keyOf(metric), why)
      return
    }
    for (const { Id = '', StatusCode, Values = [], Timestamps = [], Messages = [] } of value.MetricDataResults ?? []) {
      const metric = metrics[Number(Id.slice(1))]
      if (metric === undefined) continue
      if (StatusCode === 'InternalError' || StatusCode === 'Forbidden') {
        const why = Messages[0]?.Value ?? `CloudWatch answered ${StatusCode}`
        known.set(keyOf(metric), { what: metric.name, why, ...(StatusCode === 'Forbidden' ? asked : {}) })
        continue
      }
      const before = known.get(keyOf(metric)) ?? []
      const values = Values.map((one, index) => ({ value: one, at: Timestamps[index]?.getTime() ?? 0 }))
      known.set(keyOf(metric), 'why' in before ? before : [...before, ...values])
    }
    NextToken = value.NextToken
  } while (NextToken !== undefined)
}

/** Whole minutes, few enough that a call stays below its 100,800 values. */
function periodOf(ms: number): number {
  return Math.max(60, Math.ceil(ms / 180 / 60_000) * 60)
}

function keyOf({ namespace, name, dimensions, stat }: Metric): string {
  return JSON.stringify([namespace, name, stat, Object.entries(dimensions).toSorted()])
}

/** Whether a metric could not be read. */
export function isUnseen(values: Values | Unseen): values is Unseen {
  return 'why' in values
}

/** What all values come to. */
export function sumOf(values: Values): number {
  return values.reduce((sum, { value }) => sum + value, 0)
}
