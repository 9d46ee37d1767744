import {
  type Answer,
  type Envelope,
  type ErrorTable,
  ExitCode,
  type Finding,
  isProjectError,
  type Problem,
  problemsOf,
  type Scope,
} from '@project-utils/contract'
import type { RunOptions } from './options.ts'

/** What went wrong, as problems and as the exit code they stand for. */
export interface Failure {
  readonly problems: readonly Problem[]
  readonly exitCode: ExitCode
}

/** Looks a code up in the tables; one that no table knows counts as failed. */
export function exitCodeOf(code: string, tables: readonly ErrorTable[]): ExitCode {
  for (const table of tables) {
    const entry = Object.hasOwn(table, code) ? table[code as keyof ErrorTable] : undefined
    if (entry !== undefined) return entry.exit
  }
  return ExitCode.failed
}

/** Turns anything thrown into problems and an exit code; an error that no rule foresaw is our bug. */
export function failureOf(thrown: unknown, options: RunOptions): Failure {
  const error = options.explain?.(thrown) ?? thrown
  if (isProjectError(error)) {
    return { problems: problemsOf(error), exitCode: exitCodeOf(error.code, options.errors) }
  }
  options.bug?.(error)
  const message = error instanceof Error ? error.message : String(error)
  return {
    problems: [
      {
        code: 'RUN_BUG',
        message: `unexpected: ${message}`,
        hint: 'this is a bug in project-utils: run again with --verbose and report what it prints',
      },
    ],
    exitCode: ExitCode.bug,
  }
}

/** The exit code of a run that a signal ended. */
function interruptionCode(signal: AbortSignal): ExitCode {
  return signal.reason === 'SIGTERM' ? ExitCode.terminated : ExitCode.interrupted
}

/** The problem that a signal stands for. */
export function interruption(signal: AbortSignal): Failure {
  const name = typeof signal.reason === 'string' ? signal.reason : 'a signal'
  return {
    problems: [{ code: 'RUN_INTERRUPTED', message: `interrupted by ${name}` }],
    exitCode: interruptionCode(signal),
  }
}

interface EnvelopeParts {
  readonly command: string
  readonly scopes: readonly Scope[]
  readonly dryRun: boolean
  readonly findings: readonly Finding[]
  readonly answer: Answer
  readonly failure?: Failure
}

/** Puts the one envelope together, masked. */
export function envelopeOf(parts: EnvelopeParts, options: RunOptions): Envelope {
  const { answer, failure } = parts
  const problems = [...(failure?.problems ?? []), ...(answer.problems ?? [])]
  const exitCode = answer.exitCode ?? failure?.exitCode ?? worst(problems, options)
  const next = answer.next
  return options.masker.maskJson({
    v: 1 as const,
    run: options.run,
    command: parts.command,
    scopes: parts.scopes,
    dryRun: parts.dryRun,
    ok: exitCode === ExitCode.done || exitCode === ExitCode.changes,
    exitCode,
    data: answer.data,
    findings: parts.findings,
    problems,
    ...(next === undefined ? {} : { next }),
  })
}

function worst(problems: readonly Problem[], options: RunOptions): ExitCode {
  const codes = problems.map((problem) => exitCodeOf(problem.code, options.errors))
  return codes.reduce<ExitCode>((a, b) => (b > a ? b : a), ExitCode.done)
}
