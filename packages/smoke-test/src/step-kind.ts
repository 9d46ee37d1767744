import type { ClientClass, SdkClient } from '@project-utils/aws'
import type { Scope } from '@project-utils/contract'
import type { Report } from './report.ts'

/** A resource of the project's stacks, as CloudFormation made it. */
export interface NamedResource {
  /** Name, URL or ARN: what CloudFormation calls the physical id. */
  readonly physicalId: string
  /** Such as `AWS::DynamoDB::Table`. */
  readonly type: string
  /** The stack's name. */
  readonly stack: string
}

/** What steps are run with. */
export interface StepWorld {
  /**
   * The session's SDK client of a class, made on first use; its credentials sign requests, too.
   *
   * @throws ProjectError `SMOKE_NO_SESSION` where the suite is run without an account; the step fails with its message
   */
  client<T extends SdkClient>(make: ClientClass<T>): T
  /** Physical function names by logical id. */
  readonly functions: Readonly<Record<string, string>>
  /** Versions to check before they get traffic, by logical id. */
  readonly versions: Readonly<Record<string, string>>
  /** All resources of the project's stacks by logical id; see `physicalName`. */
  readonly resources: Readonly<Record<string, NamedResource>>
  /** Names of the project's stacks by their keys. */
  readonly stacks: Readonly<Record<string, string>>
  readonly fetch: typeof fetch
  /** Project, environment, tier, account and region. */
  readonly environment: Scope
  readonly account: string
  readonly region: string
  /** When the suite began, in milliseconds since 1970. */
  readonly begun: number
  /** What earlier steps captured; already filled into the settings. */
  readonly captured: Readonly<Record<string, unknown>>
  /** True where the target is the local cloud. */
  readonly local: boolean
  /** What child processes are started with. */
  readonly childEnvironment: Readonly<Record<string, string>>
  /** Folder that commands run in and relative files are read from; the project's. */
  readonly folder: string
  /** Folder for what a step leaves to look at, such as screenshots; absolute. Without it none are made. */
  readonly artifacts?: string
  /** Takes secrets that a step comes to know, before anything is told of them. */
  keepSecret(secret: string): void
  /** Whether a text holds a secret; what cannot be masked, such as a picture, must not show it. */
  holdsSecret(text: string): boolean
  /** Which step this is, for names of files: `{suite} {number} {name}`. */
  readonly label: string
  /**
   * What steps of one suite share, such as a browser, by its name: made when it is first asked for, closed when the suite
   * ends, however it ends.
   */
  share<T extends Shared>(name: string, make: () => T): T
}

/** What several steps use. */
export interface Shared {
  /** Never throws. */
  close(): Promise<void>
}

/** How one try ended: what differs from what was expected, and whether another try may end otherwise by itself. */
export interface Attempt {
  /** Empty where the step proved all it expects. */
  readonly differences: readonly string[]
  readonly transient: boolean
  /** What captures read; absent where there was no answer. */
  readonly answer?: Answer
  /** What reports show beside the difference. */
  readonly exchange?: Exchange
}

/**
 * An answer as captures see it: plain data. `json` is the answer as data (a parsed body, an item, a list of messages), and
 * what a capture's plain JSONata is asked of; `expression` sees the whole.
 */
export interface Answer {
  readonly status?: number
  /** By lower-case name. */
  readonly headers?: Readonly<Record<string, string>>
  readonly json?: unknown
  readonly text?: string | undefined
  readonly bytes?: number
  /** From sending to the last byte. */
  readonly ms: number
}

/** What was sent and what came, as reports tell it: cut by the step (`cut` of `values.ts`), masked by the run. */
export interface Exchange {
  readonly request: ExchangeSide
  readonly response?: ExchangeSide
  /** Files that the try left in the artifacts folder, such as a screenshot. */
  readonly files?: readonly string[]
}

/** One direction of an exchange. */
export interface ExchangeSide {
  /** Such as `GET https://example.com/reports` or `200`. */
  readonly title: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** Whether a step writes test data: `allowed` does, and says that it may even in tier read-only. */
export type Writes = boolean | 'allowed'

/** A step whose settings were read and found right. */
export interface PreparedStep {
  readonly writes: Writes
  /** Milliseconds for one try. */
  readonly timeLimit: number
  /**
   * Set where the step passes because something is not there, such as no item or no log line; in words. Such a step needs
   * a `fence`: a step that proves first that what it looks at has caught up.
   */
  readonly negative?: string
  /** True where a pass says nothing, as of a pause: such a step is no fence, and a suite needs another kind besides. */
  readonly provesNothing?: boolean
  /** Milliseconds until which what is expected may come, for a step that says neither `retry` nor `eventually`. */
  readonly eventually?: number
  /**
   * Tells what is wrong with settings that only a parser or a file of the project shows; sends nothing, too. Without the
   * project's folder no file is looked at.
   */
  judge?(folder: string | undefined, report: Report): Promise<void>
  /** Tries once. A `ProjectError` becomes the step's difference; anything else it throws is our bug, or the signal's reason. */
  attempt(world: StepWorld, signal: AbortSignal): Promise<Attempt>
}

/** A kind of step: reads its settings, telling every problem. */
export interface StepKind {
  /** The setting that a plain text stands for, such as `for` of `wait: 2s`. */
  readonly shorthand?: string
  /** Tells ALL problems with their places; nothing is sent. References that wait for a value have become addresses. */
  prepare(settings: Readonly<Record<string, unknown>>, report: Report): PreparedStep | undefined
}

/** What stands in place of a reference while settings are only judged: right wherever a text is, and never sent. */
export const unresolved = 'https://unresolved.invalid/'

/** Why the signal of a try is aborted that took too long. */
export const overdue = 'time limit'

/** Milliseconds for one try of a step that names no `timeout`. */
export const defaultTimeLimit = 30_000

/** Reads the setting `writes`; undefined where it is absent or wrong. */
export function readWrites(value: unknown, report: Report): Writes | undefined {
  if (value === undefined || typeof value === 'boolean' || value === 'allowed') return value
  report.tell('SMOKE_SETTING_INVALID', 'writes is true, false or allowed')
  return undefined
}

/** Tells of settings that a kind of step does not know. */
export function refuseUnknown(
  settings: Readonly<Record<string, unknown>>,
  known: readonly string[],
  report: Report,
): void {
  for (const key of Object.keys(settings)) {
    if (!known.includes(key)) {
      report
        .at(key)
        .tell('SMOKE_SETTING_INVALID', `"${key}" is no setting of such a step`, `known: ${known.join(', ')}`)
    }
  }
}
