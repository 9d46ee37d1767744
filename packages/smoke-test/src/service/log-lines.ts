import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { ProjectError } from '@project-utils/contract'

/** Lines of a log group that a step reads: a check that needs more names a pattern. */
const mostLines = 10_000

/** Characters of them. */
const mostText = 20_000_000

/** A line of a log. */
export interface LogLine {
  readonly text: string
  /** When it was written: UTC, ISO 8601. */
  readonly at: string
  readonly stream: string
}

/** Which lines are asked for. */
export interface LogQuery {
  readonly logGroupName: string
  /** Milliseconds since 1970. */
  readonly startTime: number
  readonly filterPattern: string | undefined
}

/**
 * All lines of a log group since a time.
 *
 * @throws ProjectError `SMOKE_SETTING_INVALID` where there are more than ten thousand, or 20 MB of them
 */
export async function readLogLines(
  client: CloudWatchLogsClient,
  query: LogQuery,
  abortSignal: AbortSignal,
): Promise<readonly LogLine[]> {
  const { FilterLogEventsCommand } = await import('./sdk-logs.ts')
  const lines: LogLine[] = []
  let nextToken: string | undefined
  let size = 0
  do {
    const page = await client.send(new FilterLogEventsCommand({ ...query, nextToken }), { abortSignal })
    for (const { message = '', timestamp = 0, logStreamName = '' } of page.events ?? []) {
      size += message.length
      lines.push({ text: message.trimEnd(), at: new Date(timestamp).toISOString(), stream: logStreamName })
    }
    nextToken = page.nextToken
    if (lines.length > mostLines || size > mostText) {
      throw new ProjectError(
        'SMOKE_SETTING_INVALID',
        `${query.logGroupName} has more than ${mostLines} such lines, or 20 MB of them`,
        {
          hint: 'add pattern: and a filter pattern of CloudWatch Logs',
        },
      )
    }
  } while (nextToken !== undefined)
  return lines
}
