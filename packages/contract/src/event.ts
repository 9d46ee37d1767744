import type { Finding } from './finding.ts'
import type { Json } from './json.ts'
import type { Envelope } from './result.ts'

/** How a step ended; `skipped` means it was not needed after all, `cancelled` that a signal or another failure came first. */
export type Outcome = 'done' | 'failed' | 'skipped' | 'cancelled'

/** A step of an act, or a stretch of work inside a question, as it goes on. `parent` makes it part of a larger one. */
export interface StepNotice {
  readonly type: 'step'
  readonly id: string
  readonly title: string
  readonly state: 'started' | 'progress' | 'ended'
  readonly parent?: string
  readonly done?: number
  readonly total?: number
  /** One short line about where it stands, for people. */
  readonly note?: string
  /** Set when ended. */
  readonly outcome?: Outcome
  /** Milliseconds from start to end; set when ended. */
  readonly ms?: number
}

/** A domain fact, such as `stack.event`; the package that emits it registers its name in a `FactTable`. */
export interface FactNotice {
  readonly type: 'fact'
  readonly name: string
  readonly data: Json
}

export interface FindingNotice {
  readonly type: 'finding'
  readonly finding: Finding
}

/** One row of a question's answer. */
export interface RowNotice {
  readonly type: 'row'
  readonly data: Json
}

export interface WarningNotice {
  readonly type: 'warning'
  readonly message: string
  readonly hint?: string
}

/** One line about what happens, as a library says it: neither stamped nor masked. `run` does both. */
export type Notice = StepNotice | FactNotice | FindingNotice | RowNotice | WarningNotice

export interface HelloNotice {
  readonly type: 'hello'
  readonly tool: string
  readonly version: string
  readonly command: string
}

export interface ResultNotice {
  readonly type: 'result'
  readonly result: Envelope
}

/** What every line carries besides its type: version of the format, UTC time, counter, run id. */
export interface Stamp {
  readonly v: 1
  readonly t: string
  readonly seq: number
  readonly run: string
}

/** A notice as screens, files and followers see it. The first is `hello`, the last the only `result`. */
export type Event = Stamp & (HelloNotice | Notice | ResultNotice)

/** Where a library tells what happens. */
export type Emit = (notice: Notice) => void

/** What is in one registered fact. */
export interface FactEntry {
  readonly meaning: string
  /** Field → what it holds. */
  readonly fields: Readonly<Record<string, string>>
}

/** The facts that a package emits; `docs/reference/events.md` is made from these tables. */
export type FactTable = Readonly<Record<string, FactEntry>>
