import type { ErrorTable, Event } from '@project-utils/contract'
import { createMasker, type Masker, newRunId, type RunOptions } from '@project-utils/run'
import { environmentSecrets } from './environment-secrets.ts'
import { errors } from './errors.ts'
import type { Host, HostOutput } from './host.ts'
import { choosePaint } from './paint.ts'
import type { CommandLine } from './parse.ts'
import { openPrinter, type Printer } from './printer.ts'
import type { Form, Program, Reporter } from './program.ts'
import { chooseScreen, type Screen, silentScreen } from './screen.ts'
import { isColoured, widthOf } from './terminal.ts'
import { titleOf, toolName } from './title.ts'

export type RunLine = Extract<CommandLine, { kind: 'run' }>

/** Where a command plays: its run, its screens, and what must be done when it ends. */
export interface Stage {
  readonly program: Program
  readonly line: RunLine
  readonly host: Host
  readonly title: string
  readonly run: string
  readonly masker: Masker
  readonly reporter: Reporter
  /** How text on stdout and on stderr is formed. */
  readonly forms: { readonly out: Form; readonly error: Form }
  readonly screen: Screen
  readonly printer: Printer
  readonly controller: AbortController
  /** Tables and explainers that packages made known, in order. */
  readonly tables: ErrorTable[]
  readonly explainers: NonNullable<RunOptions['explain']>[]
  readonly endings: (() => void)[]
  /** Titles of the steps that are under way, by id. */
  readonly underWay: Map<string, string>
  /** Takes an event of the run: to stdout in the chosen form, to the person on stderr. */
  take(event: Event): void
  /** Writes masked text to stderr, past the progress. */
  tell(text: string): void
}

/** Sets the stage for a command. */
export async function openStage(program: Program, line: RunLine, host: Host): Promise<Stage> {
  const run = newRunId(new Date())
  const title = titleOf(program, line.command)
  const masker = createMasker()
  for (const secret of environmentSecrets(host.environment)) masker.add(secret)
  const reporter = await (program.reporter?.() ?? import('./plain-report.ts').then((report) => report.plainReporter))
  const forms = { out: await formFor(host.stdout, line, host), error: await formFor(host.stderr, line, host) }
  const quiet = line.flags['quiet'] === true
  const screen = quiet ? silentScreen : await chooseScreen(host, reporter, forms.error)
  const underWay = new Map<string, string>()
  const redraws = line.command.shape === 'endless' && line.output === 'text' && host.stdout.isTTY === true
  const printer = openPrinter({
    form: line.output,
    write: (text) => {
      if (redraws) screen.pause()
      if (text !== '' && !host.stdout.destroyed) host.stdout.write(text)
    },
    hello: { run, tool: toolName(program), version: program.version, command: title },
    now: () => new Date(),
    ...(line.command.shape === 'endless'
      ? { row: (event: Event) => reporter.formatEventLine(event, forms.out) ?? '' }
      : {}),
  })
  const isForPerson = (event: Event): boolean =>
    event.type === 'step' ||
    event.type === 'warning' ||
    event.type === 'fact' ||
    (event.type === 'finding' && line.output !== 'text')

  return {
    ...{ program, line, host, title, run, masker, reporter, forms, screen, printer, underWay },
    controller: new AbortController(),
    tables: [errors],
    explainers: [],
    endings: [],
    take(event) {
      if (event.type === 'step' && event.state === 'ended') underWay.delete(event.id)
      else if (event.type === 'step') underWay.set(event.id, event.title)
      printer.event(event)
      if (isForPerson(event)) screen.show(event)
    },
    tell(text) {
      screen.pause()
      if (!host.stderr.destroyed) host.stderr.write(masker.mask(text.endsWith('\n') ? text : `${text}\n`))
    },
  }
}

async function formFor(stream: HostOutput, line: RunLine, host: Host): Promise<Form> {
  const coloured = isColoured(stream, host.environment, line.flags['no-color'] === true)
  return { paint: await choosePaint(coloured), width: widthOf(stream, host.environment) }
}
