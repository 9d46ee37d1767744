import type { Envelope } from '@project-utils/contract'
import { failureEnvelope } from './failure.ts'
import type { Host } from './host.ts'
import { openInvocation } from './invocation.ts'
import { restoreTerminal, runEndings } from './leave.ts'
import type { Program } from './program.ts'
import { openStage, type RunLine, type Stage } from './stage.ts'
import { type Watch, watchRun } from './watch.ts'

/** Performs a command, to its one result, its exit code and a whole terminal; also when it fails or is interrupted. */
export async function conduct(program: Program, line: RunLine, host: Host): Promise<void> {
  const stage = await openStage(program, line, host)
  const watch = watchRun(stage)
  host.divertConsole()
  const envelope = await Promise.race([perform(stage, watch), watch.left])
  if (envelope === undefined) return
  await stage.screen.settle()
  restoreTerminal(stage)
  runEndings(stage)
  printResult(stage, envelope)
  watch.stop(envelope.exitCode)
  host.setExitCode(envelope.exitCode)
}

async function perform(stage: Stage, watch: Watch): Promise<Envelope> {
  try {
    const { run, errors = [] } = await stage.line.command.load()
    stage.tables.push(...errors)
    return await run(openInvocation(stage, watch))
  } catch (error) {
    return failureEnvelope(error, stage)
  }
}

/** In text, a result with problems goes to stderr and any other to stdout; other forms go to stdout, their problems to both. */
function printResult(stage: Stage, envelope: Envelope): void {
  const { line, reporter, forms, printer } = stage
  const failed = envelope.problems.length > 0
  if (line.output !== 'text') {
    if (failed) stage.tell(reporter.formatProblems(envelope.problems, forms.error))
    printer.finish(envelope)
  } else if (failed) {
    stage.tell(reporter.formatResult(envelope, forms.error))
    printer.finish(envelope)
  } else {
    const silent = envelope.ok && (line.flags['quiet'] === true || line.command.shape === 'endless')
    printer.finish(envelope, silent ? '' : `${reporter.formatResult(envelope, forms.out)}\n`)
  }
}
