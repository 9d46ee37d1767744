import type { Envelope } from '@project-utils/contract'
import type { Stage } from './stage.ts'

const showCursor = '\u001b[?25h'

/** Gives the terminal back as it was: lines final, cursor shown, keys read by line. Synchronous, so it works at any time. */
export function restoreTerminal(stage: Stage): void {
  const { stdin, stderr } = stage.host
  stage.screen.close()
  if (stdin.isTTY === true && stdin.isRaw === true) stdin.setRawMode?.(false)
  if (stderr.isTTY === true && !stderr.destroyed) stderr.write(showCursor)
}

/** Runs what was to be done at the end; one that fails is told and stops no other. */
export function runEndings(stage: Stage): void {
  for (const ending of stage.endings.splice(0)) {
    try {
      ending()
    } catch (error) {
      stage.tell(`warning: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
}

/** Ends the process now, with what can still be said: a statement on stderr, and a whole result on stdout. */
export function leaveAtOnce(stage: Stage, envelope: Envelope): void {
  restoreTerminal(stage)
  runEndings(stage)
  const { reporter, forms, line } = stage
  stage.tell(reporter.formatProblems(envelope.problems, forms.error))
  if (line.output !== 'text') stage.printer.finish(envelope)
  stage.host.exit(envelope.exitCode)
}
