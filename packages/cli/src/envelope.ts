import type { Envelope, Event, ExitCode, Json, Problem } from '@project-utils/contract'

interface EnvelopeParts {
  readonly run: string
  readonly command: string
  readonly exitCode: ExitCode
  readonly problems?: readonly Problem[]
  readonly data?: Json
}

/** The envelope of a command that came to no question or act. */
export function plainEnvelope(parts: EnvelopeParts): Envelope {
  return {
    v: 1,
    run: parts.run,
    command: parts.command,
    scopes: [],
    dryRun: false,
    ok: parts.exitCode === 0,
    exitCode: parts.exitCode,
    data: parts.data ?? null,
    findings: [],
    problems: parts.problems ?? [],
  }
}

/** The first line of an event stream. */
export function helloEvent(parts: { run: string; tool: string; version: string; command: string; at: Date }): Event {
  const { run, tool, version, command, at } = parts
  return { v: 1, t: at.toISOString(), seq: 0, run, type: 'hello', tool, version, command }
}

/** The last line of an event stream. */
export function resultEvent(result: Envelope, seq: number, at: Date): Event {
  return { v: 1, t: at.toISOString(), seq, run: result.run, type: 'result', result }
}
