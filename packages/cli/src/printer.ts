import type { Envelope, Event } from '@project-utils/contract'
import { helloEvent, resultEvent } from './envelope.ts'
import type { OutputForm } from './program.ts'

/** What may go to stdout: rows as they come, and exactly one result. */
export interface Printer {
  event(event: Event): void
  /** Prints the result once; further calls are ignored. `text` is what a person reads, where the form is text. */
  finish(envelope: Envelope, text?: string): void
  readonly finished: boolean
}

interface PrinterInput {
  readonly form: OutputForm
  readonly write: (text: string) => void
  /** What `hello` says where the run ended before it could say it. */
  readonly hello: { readonly run: string; readonly tool: string; readonly version: string; readonly command: string }
  readonly now: () => Date
  /** Forms a row in text mode, where rows are printed as they come. */
  readonly row?: (event: Event) => string
}

/**
 * Prints in the form that was asked for. In an event stream `hello` comes first and once, `result` last and once,
 * whatever a command says: a result is kept until the command has returned.
 */
export function openPrinter(input: PrinterInput): Printer {
  const { form, write } = input
  let next = 0
  let finished = false

  function line(event: Event): void {
    write(`${JSON.stringify({ ...event, seq: next })}\n`)
    next += 1
  }

  return {
    get finished() {
      return finished
    },
    event(event) {
      if (finished || event.type === 'result') return
      if (form === 'text' && event.type === 'row' && input.row !== undefined) write(`${input.row(event)}\n`)
      if (form !== 'ndjson' || (event.type === 'hello' && next > 0)) return
      if (next === 0 && event.type !== 'hello') line(helloEvent({ ...input.hello, at: input.now() }))
      line(event)
    },
    finish(envelope, text = '') {
      if (finished) return
      finished = true
      if (form === 'json') write(`${JSON.stringify(envelope)}\n`)
      else if (form === 'text') write(text)
      else {
        if (next === 0) line(helloEvent({ ...input.hello, at: input.now() }))
        line(resultEvent(envelope, next, input.now()))
      }
    },
  }
}
