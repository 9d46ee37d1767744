import type { Tier } from '@project-utils/contract'
import type { SuiteStep } from '@project-utils/project'
import { clientOf, listening, scope } from '../suite.test.fixture.ts'
import type { Health, HealthArea, HealthVerdict } from './health.ts'
import { judgeHealth } from './judge.ts'
import { healthLimits } from './limits.ts'
import { type HealthInput, readHealth } from './read.ts'
import type { HealthResource } from './resources.ts'
import type { ServedCertificate } from './served-certificate.ts'

type Plain = Record<string, unknown>

/**
 * An account as AWS tells of it, all well: shapes from the API references of Lambda (GetFunction), CloudWatch
 * (GetMetricData, DescribeAlarms), SQS (GetQueueAttributes), DynamoDB (DescribeTable, DescribeContinuousBackups), CloudFront
 * (GetDistribution) and ACM (DescribeCertificate). Tests plant one cause by changing one fact.
 */
export interface FakeAccount {
  tier: Tier
  isStackThere: boolean
  stackStatus: string
  readonly configuration: Plain
  concurrency: Plain | undefined
  /** The values of a metric by its name, the newest first, a minute apart. */
  readonly metrics: Record<string, number[]>
  readonly alarms: Plain[]
  readonly queue: Record<string, string>
  readonly deadLetters: Record<string, string>
  readonly table: Plain
  recovery: string
  readonly distribution: { Status: string; DistributionConfig: Plain }
  readonly certificate: Plain
  served: ServedCertificate | undefined
  /** By path; what is not named answers 200. */
  readonly answers: Record<string, () => Response | Promise<Response>>
  /** What a command is answered with instead, by its name. */
  readonly refusals: Record<string, Error>
  /** Commands that never answer. */
  readonly silent: Set<string>
  /** The commands that were sent, in order. */
  readonly sent: string[]
}

const now: Date = new Date('2026-11-22T12:00:00Z')
const names = { api: 'votes-dev-function-api', table: 'votes-dev-table-reports' }
const queueUrl = 'https://sqs.us-east-1.amazonaws.com/111111111111/votes-dev-queue-mail'
const certificateArn = 'arn:aws:acm:us-east-1:111111111111:certificate/c1'

/** An account in which all is well. */
export function wellAccount(): FakeAccount {
  return {
    tier: 'limited',
    isStackThere: true,
    stackStatus: 'UPDATE_COMPLETE',
    configuration: { FunctionName: names.api, State: 'Active', LastUpdateStatus: 'Successful', Timeout: 30 },
    concurrency: undefined,
    metrics: {
      Invocations: [60, 40],
      Duration: [420, 300],
      ApproximateAgeOfOldestMessage: [12],
      Requests: [900, 100],
      '5xxErrorRate': [0, 0],
    },
    alarms: [{ AlarmName: 'votes-dev-alarm-errors', StateValue: 'OK', Dimensions: [] }],
    queue: {
      QueueArn: 'arn:aws:sqs:us-east-1:111111111111:votes-dev-queue-mail',
      ApproximateNumberOfMessages: '2',
      ApproximateNumberOfMessagesNotVisible: '1',
      RedrivePolicy:
        '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:111111111111:votes-dev-queue-lost","maxReceiveCount":3}',
    },
    deadLetters: {
      QueueArn: 'arn:aws:sqs:us-east-1:111111111111:votes-dev-queue-lost',
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
    },
    table: { TableName: names.table, TableStatus: 'ACTIVE' },
    recovery: 'ENABLED',
    distribution: {
      Status: 'Deployed',
      DistributionConfig: { Enabled: true, ViewerCertificate: { ACMCertificateArn: certificateArn } },
    },
    certificate: { DomainName: 'votes.example', Status: 'ISSUED', NotAfter: new Date('2027-06-01T00:00:00Z') },
    served: { expires: '2027-06-01T00:00:00.000Z', isTrusted: true },
    answers: {},
    refusals: {},
    silent: new Set(),
    sent: [],
  }
}

const resources: readonly HealthResource[] = [
  ['ApiFunction', 'AWS::Lambda::Function', names.api],
  ['ErrorsAlarm', 'AWS::CloudWatch::Alarm', 'votes-dev-alarm-errors'],
  ['Mail', 'AWS::SQS::Queue', queueUrl],
  ['Lost', 'AWS::SQS::Queue', queueUrl.replace('mail', 'lost')],
  ['Reports', 'AWS::DynamoDB::Table', names.table],
  ['Distribution', 'AWS::CloudFront::Distribution', 'E1'],
  ['Stage', 'AWS::ApiGatewayV2::Stage', '$default'],
].map(([logicalId = '', type = '', physicalId = '']) => ({ logicalId, type, physicalId, stack: 'votes-dev-app' }))

/** The two addresses of the fake: a step says what the first must answer, nothing what the second. */
const step: SuiteStep = {
  name: 'the API lists reports',
  kind: 'http',
  settings: { get: 'https://api.votes.example/reports', expect: { status: 200 } },
  where: {},
}

/** What is looked at in the account. */
export function inputOf(account: FakeAccount, more: Partial<HealthInput> = {}): HealthInput {
  const environment = { ...scope, tier: account.tier }
  return {
    environment,
    client: clientOf({ send: (command: Command) => answerTo(account, command) }),
    resources,
    stacks: [{ name: 'votes-dev-app', isThere: account.isStackThere, status: account.stackStatus }],
    outputs: ['https://votes.example', queueUrl, 'votes-dev-table-reports'],
    suite: { name: 'smoke', steps: [step], environment },
    fetch: async (url) => {
      const { pathname } = new URL(String(url))
      return (await account.answers[pathname]?.()) ?? new Response('{}', { status: 200 })
    },
    served: async () => account.served,
    now,
    ...more,
  }
}

/** Reads and judges the account; a machine under load makes nothing slow. */
export async function lookAt(account: FakeAccount, more: Partial<HealthInput> = {}): Promise<Health> {
  return judgeHealth(await readHealth(inputOf(account, more), listening()), {
    limits: { ...healthLimits, slow: 60_000 },
  })
}

/** The verdict of each area that is not green. */
export function unwell({ areas }: Health): Partial<Record<HealthArea, HealthVerdict | 'none'>> {
  return Object.fromEntries(areas.flatMap(({ area, verdict }) => (verdict === 'green' ? [] : [[area, verdict]])))
}

/** The error of a refused call, as the SDK throws it. */
export function denied(action: string): Error {
  const message = `User: arn:aws:iam::111111111111:user/eve is not authorized to perform: ${action} on resource: * because no identity-based policy allows the ${action} action`
  return sdkError('AccessDeniedException', message)
}

export function sdkError(name: string, message: string): Error {
  return Object.assign(new Error(message), { name, $fault: 'client', $metadata: { httpStatusCode: 400 } })
}

interface Command {
  readonly input: Plain
}

interface Query {
  readonly Id: string
  readonly MetricStat: { readonly Metric: { readonly MetricName: string } }
}

async function answerTo(account: FakeAccount, command: Command): Promise<unknown> {
  const name = command.constructor.name.replace(/Command$/, '')
  const { input } = command
  account.sent.push(name)
  if (account.silent.has(name)) return await new Promise(() => undefined)
  const refusal = account.refusals[name]
  if (refusal !== undefined) throw refusal
  const answers: Readonly<Record<string, () => unknown>> = {
    GetFunction: () => ({ Configuration: account.configuration, Concurrency: account.concurrency }),
    GetMetricData: () => ({
      MetricDataResults: (input['MetricDataQueries'] as Query[]).map((one) => measured(account, one)),
    }),
    DescribeAlarms: () => {
      const wanted = input['AlarmNames'] as string[] | undefined
      return {
        MetricAlarms: account.alarms.filter((one) =>
          wanted === undefined ? one['StateValue'] === input['StateValue'] : wanted.includes(String(one['AlarmName'])),
        ),
      }
    },
    GetQueueAttributes: () => ({
      Attributes: String(input['QueueUrl']).endsWith('-lost') ? account.deadLetters : account.queue,
    }),
    DescribeTable: () => ({ Table: account.table }),
    DescribeContinuousBackups: () => ({
      ContinuousBackupsDescription: { PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: account.recovery } },
    }),
    GetDistribution: () => ({ Distribution: { Id: 'E1', ...account.distribution } }),
    DescribeCertificate: () => ({ Certificate: account.certificate }),
  }
  const answer = answers[name]
  if (answer === undefined) throw new Error(`nobody should send ${name}`)
  return answer()
}

function measured({ metrics }: FakeAccount, { Id, MetricStat }: Query): Plain {
  const Values = metrics[MetricStat.Metric.MetricName] ?? []
  const Timestamps = Values.map((_, index) => new Date(now.getTime() - (index + 1) * 60_000))
  return { Id, StatusCode: 'Complete', Values, Timestamps }
}

/** Changes some facts. */
export function set(target: object, values: object): unknown {
  return Object.assign(target, values)
}

/** An answer with this status. */
export function status(code: number): () => Response {
  return () => new Response('planted', { status: code })
}

/** No answer at all. */
export function refuse(): never {
  throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') })
}

/** An alarm in ALARM that no stack made, on something of this name. */
export function foreignAlarm(of: string): Plain {
  return { AlarmName: 'by hand', StateValue: 'ALARM', Dimensions: [{ Name: 'FunctionName', Value: of }] }
}

/** A time some days after the look. */
export function inDays(days: number): Date {
  return new Date(now.getTime() + days * 86_400_000)
}

/** One cause: its name, the look that it concerns, the rule by which that tells it, and what makes it so. */
export type Cause = readonly [cause: string, area: HealthArea, rule: string, plant: (account: FakeAccount) => unknown]
