import { type Answer, type Envelope, ExitCode, type Question } from '@project-utils/contract'
import type { RunOptions } from './options.ts'
import { envelopeOf, type Failure, failureOf, interruption } from './outcome.ts'
import { openStream } from './stream.ts'

/**
 * Performs a question: says `hello`, asks, and ends with exactly one `result`, whatever happens; never throws. An endless
 * question that a signal ends is answered (exit 0).
 */
export async function ask(question: Question, options: RunOptions): Promise<Envelope> {
  const stream = openStream(question.command, options)
  let answer: Answer = { data: null }
  let failure: Failure | undefined
  try {
    answer = await question.ask({ signal: options.signal, emit: stream.emit })
    for (const finding of answer.findings ?? []) stream.emit({ type: 'finding', finding })
    if (options.signal.aborted && question.endless !== true) failure = interruption(options.signal)
  } catch (error) {
    if (!options.signal.aborted) failure = failureOf(error, options)
    else if (question.endless !== true) failure = interruption(options.signal)
    else answer = { data: null, exitCode: ExitCode.done }
  }
  const parts = { command: question.command, scopes: question.scopes, dryRun: false, findings: stream.findings, answer }
  const envelope = envelopeOf(failure === undefined ? parts : { ...parts, failure }, options)
  stream.end(envelope)
  return envelope
}
