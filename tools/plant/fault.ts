/** What a fault works on: the deployed application. Each change gives what takes it back. */
export interface Application {
  /** Runs a function from sources with these changes, by file below `backend/src`. */
  code(logicalId: FunctionId, edits: Readonly<Record<string, Edit>>): Promise<Undo>
  /** Changes environment variables of a function; undefined takes one away. */
  variables(logicalId: FunctionId, changes: Readonly<Record<string, string | undefined>>): Promise<Undo>
  /** Changes the policy of a function's role. */
  policy(logicalId: FunctionId, change: Change): Promise<Undo>
  /** Changes an object of the site: its text, or what it is served with; undefined takes it away. */
  object(key: string | RegExp, change: Change | ObjectChange | undefined): Promise<Undo>
  /** Sends to API Gateway; the paths begin below `/v2/apis/{id}`. */
  gateway(method: string, path: string, body?: unknown): Promise<unknown>
  /** Changes the code of the function that CloudFront runs on each request. */
  edge(change: Change): Promise<Undo>
  /** Makes a table that is like the application's, and gives its name. */
  otherTable(): Promise<string>
  /** Keys of all that is kept. */
  kept(): Promise<readonly string[]>
  /** Takes away all that was kept: what a fault let in is no fault of the next one. */
  wipe(): Promise<void>
}

/** The functions of the sample. */
export type FunctionId = 'ApiFunction' | 'VoteFunction'
export type Undo = () => Promise<unknown>
export type Change = (text: string) => string
/** What stands in a source, and what is to stand there. */
export type Edit = readonly [string, string]

/** What an object of the site is served with. */
export interface ObjectChange {
  readonly cacheControl?: string
  readonly contentType?: string
}

/** A fault in the application, and how it is to be found. */
export interface Fault {
  /** What is wrong, for people. */
  readonly name: string
  plant(application: Application): Promise<Undo>
  /** Suites that are run; one of their steps is to fail. */
  readonly suites: readonly string[]
  /** Name of a step that fails, and what its message says of the difference. */
  readonly step: string
  readonly says: RegExp
}

/** Replaces what is there; what is not there would plant nothing. */
export function replaced(text: string, [from, to]: Edit): string {
  if (!text.includes(from)) throw new Error(`nothing to change: "${from}" is not there`)
  return text.replaceAll(from, to)
}
