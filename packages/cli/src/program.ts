import type { Envelope, ErrorTable, Event, Finding, Notice, Plan, Problem } from '@project-utils/contract'
import type { Masker, RunOptions } from '@project-utils/run'

/** A bin: its name, its commands and how it speaks to people. */
export interface Program {
  /** As typed, such as `project-deploy`. */
  readonly bin: string
  readonly summary: string
  readonly version: string
  readonly commands: readonly Command[]
  /** Name of the command that runs when none is named. */
  readonly default?: string
  /** What that command is called in events and in the envelope where its name would say less. */
  readonly defaultIsShownAs?: string
  /** Loads the texts for people, normally those of `report`; without it a plain form is printed. */
  readonly reporter?: () => Promise<Reporter>
}

/** One command: everything its help needs is data, what it does is loaded only when it runs. */
export interface Command {
  /** As typed; several words where it belongs to a group, such as `lock break`. */
  readonly name: string
  /** Other names under which it may be typed; events and the envelope know only the first. */
  readonly aliases?: readonly string[]
  readonly summary: string
  readonly description?: string
  /** `question` answers, `act` changes something, `endless` is a question whose rows end when the person ends them. */
  readonly shape: 'question' | 'act' | 'endless'
  /** Flag with which a question becomes endless, such as `watch`. */
  readonly endlessWith?: string
  readonly arguments?: readonly Argument[]
  /** By long name, without the dashes. The flags of every command (`--help`, `--json`, …) need not be listed. */
  readonly flags: Flags
  readonly examples: readonly Example[]
  readonly load: () => Promise<CommandModule>
}

/** What `Command.load` gives: the function, and the tables of the errors that may leave it. */
export interface CommandModule {
  readonly run: (invocation: Invocation) => Promise<Envelope>
  readonly errors?: readonly ErrorTable[]
}

/** A positional argument; only the last one may be `multiple`. */
export interface Argument {
  readonly name: string
  readonly summary: string
  readonly required?: boolean
  readonly multiple?: boolean
}

/** A flag as `parseArgs` takes it, with the words for its help. */
export interface Flag {
  readonly type: 'string' | 'boolean'
  readonly short?: string
  readonly multiple?: boolean
  /** Placeholder of its value in help, such as `FILE`. */
  readonly value?: string
  readonly summary: string
  readonly choices?: readonly string[]
  readonly default?: string
  /** The value it has where it stands alone; then the next word is its value only if it begins with a digit. */
  readonly alone?: string
}

export type Flags = Readonly<Record<string, Flag>>

export interface Example {
  readonly command: string
  readonly what: string
}

/** The values of flags by long name; a flag that was not given and has no default is undefined. */
export type FlagValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>

export type OutputForm = 'text' | 'json' | 'ndjson'

/** What a command is given: what was typed, and its ways to the person. */
export interface Invocation {
  readonly program: Program
  readonly command: Command
  /** Tool and verb as events and envelope name them, such as `deploy status`. */
  readonly title: string
  readonly flags: FlagValues
  readonly arguments: readonly string[]
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Run id. */
  readonly run: string
  readonly output: OutputForm
  /** Aborted by the first signal, with its name as the reason. */
  readonly signal: AbortSignal
  readonly masker: Masker
  /** The options for `ask` and `perform` of `run`: wired to the chosen screen, the masker and the first signal. */
  options(errors: readonly ErrorTable[]): RunOptions
  /** Asks yes or no. `nobody` when there is no terminal to ask at, or under CI. */
  confirm(question: string): Promise<boolean | 'nobody'>
  /** Writes a text for the person to stderr, past the progress; with `--quiet` only what is `needed` for a question to them. */
  tell(text: (reporter: Reporter, form: Form) => string, needed?: boolean): Promise<void>
  /** Shows progress that belongs to no question or act, such as the start of the local cloud; on stderr only. */
  show(notice: Notice): void
  /** Makes exit codes of a package known for errors that are thrown outside `ask` and `perform`. */
  know(errors: ErrorTable, explain?: RunOptions['explain']): void
  /** Runs at the end, also when a second signal ends the process at once: so it must be synchronous. */
  atEnd(action: () => void): void
}

/** Colours; each the identity where colours are off. */
export interface Paint {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly red: (text: string) => string
  readonly green: (text: string) => string
  readonly yellow: (text: string) => string
  readonly cyan: (text: string) => string
}

/** How texts are formed: colours and the width in columns. */
export interface Form {
  readonly paint: Paint
  readonly width: number
}

/** The texts for people. `report` has them; a program hands them in, since `cli` and `report` are neighbours in one layer. */
export interface Reporter {
  formatPlan(plan: Plan, form?: Partial<Form>): string
  formatResult(envelope: Envelope, form?: Partial<Form>): string
  /** One line for one event, or undefined where it says nothing to a person. */
  formatEventLine(event: Event | Notice, form?: Partial<Form>): string | undefined
  formatProblems(problems: readonly Problem[], form?: Partial<Form>): string
  formatFindings(findings: readonly Finding[], form?: Partial<Form>): string
}
