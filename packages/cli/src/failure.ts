import { type Envelope, ExitCode, isProjectError, problemsOf } from '@project-utils/contract'
import { exitCodeOf } from '@project-utils/run'
import { plainEnvelope } from './envelope.ts'
import type { Stage } from './stage.ts'

/** The envelope of a command that threw outside a question or act. A refusal is told from a bug, whose stack is printed. */
export function failureEnvelope(thrown: unknown, stage: Stage): Envelope {
  const { run, title: command, controller, masker } = stage
  if (controller.signal.aborted && !isProjectError(thrown)) return interruptionEnvelope(stage)
  const error = explained(thrown, stage)
  if (isProjectError(error)) {
    const exitCode = exitCodeOf(error.code, stage.tables)
    return masker.maskJson(plainEnvelope({ run, command, exitCode, problems: problemsOf(error) }))
  }
  tellBug(error, stage)
  const message = `unexpected: ${error instanceof Error ? error.message : String(error)}`
  const hint = 'this is a bug in project-utils, please report it with the stack trace above'
  const problems = [{ code: 'CLI_BUG', message, hint }] as const
  return masker.maskJson(plainEnvelope({ run, command, exitCode: ExitCode.bug, problems }))
}

/** The envelope of a run that a signal ended outside a question or act, or that was left before it had settled. */
export function interruptionEnvelope(stage: Stage, left = false): Envelope {
  const { run, title: command, controller } = stage
  const reason = String(controller.signal.reason)
  const begun = [...stage.underWay.values()]
  const state = stage.program.commands.find((one) => one.name === 'status')
  const hint = state === undefined ? undefined : `see where things stand: ${stage.program.bin} ${state.name}`
  const message = left
    ? `left before it had settled; ${begun.length === 0 ? 'no step was under way' : `under way: ${begun.join(', ')}`}`
    : `interrupted by ${reason}`
  const exitCode = reason === 'SIGTERM' ? ExitCode.terminated : ExitCode.interrupted
  const problem = { code: 'CLI_INTERRUPTED', message, ...(hint === undefined || !left ? {} : { hint }) } as const
  return plainEnvelope({ run, command, exitCode, problems: [problem] })
}

/** Prints a bug with its stack trace to stderr. */
export function tellBug(error: unknown, stage: Stage): void {
  stage.tell(`this is a bug in project-utils, please report:\n${stackOf(error)}`)
}

/** Turns an error of the SDK into one of ours where a package told how; its own words are printed with `--verbose`. */
export function explained(thrown: unknown, stage: Stage): unknown {
  if (isProjectError(thrown)) {
    tellCause(thrown.cause, stage)
    return thrown
  }
  for (const explain of stage.explainers) {
    const error = explain(thrown)
    if (error === undefined) continue
    tellCause(error.cause ?? thrown, stage)
    return error
  }
  return thrown
}

/** Prints what caused an expected failure, with `--verbose`. */
function tellCause(cause: unknown, stage: Stage): void {
  if (cause !== undefined && stage.line.flags['verbose'] === true) stage.tell(`caused by: ${stackOf(cause)}`)
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause === undefined ? '' : `\ncaused by: ${stackOf(error.cause)}`
  return `${error.stack ?? error.message}${cause}`
}
