import { expect, test } from 'vitest'
import { clientOf, listening } from '../suite.test.fixture.ts'
import { inputOf, wellAccount } from './health.test.fixture.ts'
import { judgeHealth } from './judge.ts'
import { healthLimits } from './limits.ts'
import { readMetrics } from './metrics.ts'
import { readHealth } from './read.ts'

interface Sent {
  readonly name: string
  readonly input: Readonly<Record<string, unknown>>
}

/** A client that answers by a function, and what was sent to it. */
function clientThat(answer: (sent: Sent) => unknown): {
  readonly client: ReturnType<typeof clientOf>
  readonly sent: Sent[]
} {
  const sent: Sent[] = []
  const send = async (command: { readonly input: Sent['input'] }): Promise<unknown> => {
    const one = { name: command.constructor.name, input: command.input }
    sent.push(one)
    return answer(one)
  }
  return { client: clientOf({ send }), sent }
}

test('reads metrics of distributions in us-east-1 and certificates in their own region', async () => {
  const account = wellAccount()
  const input = inputOf(account)
  const regions: string[] = []
  const facts = await readHealth(
    {
      ...input,
      environment: { ...input.environment, region: 'eu-west-1' },
      clientIn: (region) => {
        regions.push(region)
        return input.client
      },
    },
    listening(),
  )
  expect(regions).toEqual(['us-east-1', 'us-east-1'])
  expect(account.sent.filter((name) => name === 'GetMetricData')).toHaveLength(2)
  expect(judgeHealth(facts, { limits: { ...healthLimits, slow: 60_000 } }).verdict).toBe('green')
})

test('asks for 500 metrics a call, reads all pages, and knows each by itself', async () => {
  const metrics = Array.from({ length: 1001 }, (_, index) => ({
    ...{ namespace: 'N', name: 'M', dimensions: { Id: `${index}` }, stat: 'Sum' as const },
  }))
  const { client, sent } = clientThat(({ input }) => {
    const queries = input['MetricDataQueries'] as {
      Id: string
      MetricStat: { Metric: { Dimensions: { Value: string }[] } }
    }[]
    const isFirst = input['NextToken'] === undefined
    return {
      MetricDataResults: queries.map(({ Id, MetricStat }) => ({
        ...{ Id, StatusCode: isFirst ? 'PartialData' : 'Complete', Timestamps: [new Date(isFirst ? 2000 : 1000)] },
        Values: [Number(MetricStat.Metric.Dimensions[0]?.Value) + (isFirst ? 0.5 : 0)],
      })),
      ...(isFirst ? { NextToken: 'more' } : {}),
    }
  })
  const world = { client, clientIn: () => client, region: 'us-east-1', signal: listening().signal, timeLimit: 1000 }
  const window = { from: new Date(0), to: new Date(900_000) }
  const known = await readMetrics(metrics, window, client, world)
  expect(sent.map(({ input }) => (input['MetricDataQueries'] as unknown[]).length).toSorted()).toEqual([
    1, 1, 500, 500, 500, 500,
  ])
  for (const index of [0, 499, 500, 1000]) {
    expect(known(metrics[index] as (typeof metrics)[0])).toEqual([
      { value: index + 0.5, at: 2000 },
      { value: index, at: 1000 },
    ])
  }
})

test('does not know a metric that CloudWatch fails on, and one that it says nothing of', async () => {
  const [good, failed, lost] = ['Good', 'Failed', 'Lost'].map((name) => ({
    ...{ namespace: 'N', name, dimensions: {}, stat: 'Sum' as const },
  }))
  if (good === undefined || failed === undefined || lost === undefined) throw new Error('three metrics')
  const { client } = clientThat(() => ({
    MetricDataResults: [
      { Id: 'm0', StatusCode: 'Complete', Values: [], Timestamps: [] },
      { Id: 'm1', StatusCode: 'InternalError', Messages: [{ Code: 'x', Value: 'it broke' }] },
    ],
  }))
  const world = { client, clientIn: () => client, region: 'us-east-1', signal: listening().signal, timeLimit: 1000 }
  const known = await readMetrics([good, failed, lost], { from: new Date(0), to: new Date(1) }, client, world)
  expect(known(good)).toEqual([])
  expect(known(failed)).toEqual({ what: 'Failed', why: 'it broke' })
  expect(known(lost)).toEqual({ what: 'Lost', why: 'CloudWatch said nothing of it' })
})

test('ends with the reason of the signal, and sends nothing more', async () => {
  const ending = new AbortController()
  const account = wellAccount()
  account.silent.add('GetFunction')
  const looking = readHealth(inputOf(account), listening(ending.signal))
  setTimeout(() => ending.abort('SIGINT'), 20)
  await expect(looking).rejects.toBe('SIGINT')
})
