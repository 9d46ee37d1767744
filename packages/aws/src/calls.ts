import type { SdkClient } from './client-config.ts'

/** One request as it went over the wire; a retried call is several. Calls that the credential chain makes are not in it. */
export interface AwsCall {
  /** The service's IAM prefix, such as `s3` or `logs`. */
  readonly service: string
  /** The API operation, such as `PutObject`. */
  readonly operation: string
  /** When it was sent: UTC, ISO 8601. */
  readonly at: string
  /** Milliseconds from sending to the answer's headers, or to the failure. */
  readonly ms: number
  /** HTTP status; absent when no answer came. */
  readonly status?: number
  /** Why no answer came, such as `ECONNREFUSED`; absent when one did. */
  readonly failure?: string
  /** Whether the operation may change something, told from its name; an unknown kind of name counts as changing. */
  readonly mutating: boolean
}

/** Where the client's name is not the service's IAM prefix. Source: the Service Authorization Reference. */
const prefixes: Readonly<Record<string, string>> = {
  cloudwatchlogs: 'logs',
  cognitoidentityprovider: 'cognito-idp',
  costexplorer: 'ce',
  eventbridge: 'events',
  sfn: 'states',
}

const reading =
  /^(Get|List|Describe|Head|BatchGet|BatchDescribe|TransactGet|Lookup|Query|Scan|Search|Select|Filter|Simulate|Validate|Estimate|Preview|Test|Check|StartQuery|StopQuery|AssumeRole)/

/** Tells from an operation's name whether it may change something; a name of an unknown kind counts as changing. */
export function isMutating(operation: string): boolean {
  return !reading.test(operation)
}

/** The IAM prefix of a client class's service, such as `logs` for `CloudWatchLogsClient`. */
export function servicePrefix(clientName: string): string {
  const name = clientName.replace(/Client$/, '').toLowerCase()
  return prefixes[name] ?? name
}

/** Writes every request of a client, retries too, to the end of `calls`. */
export function recordCalls(client: SdkClient, calls: AwsCall[]): void {
  // Last of the deserialize step is next to the wire, below the retry middleware: one pass for each attempt.
  client.middlewareStack.add(
    (next, { clientName = '', commandName = '' }) =>
      async (request) => {
        const operation = commandName.replace(/Command$/, '')
        const call = { service: servicePrefix(clientName), operation, at: new Date().toISOString() }
        const started = performance.now()
        const end = (rest: Pick<AwsCall, 'status' | 'failure'>): void => {
          const ms = Math.round(performance.now() - started)
          calls.push({ ...call, ms, ...rest, mutating: isMutating(operation) })
        }
        try {
          const answer = await next(request)
          end({ status: statusOf(answer.response) })
          return answer
        } catch (error) {
          end({ failure: failureOf(error) })
          throw error
        }
      },
    { step: 'deserialize', priority: 'low', name: 'recordCalls', override: true },
  )
}

function statusOf(response: unknown): number {
  if (typeof response !== 'object' || response === null || !('statusCode' in response)) return 0
  return typeof response.statusCode === 'number' ? response.statusCode : 0
}

function failureOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
