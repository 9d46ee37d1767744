/** What a bad case is: a small project, what it is told, and what would make it right. */

/** A small project on the disk; what is not written is that of one good function. */
export interface Tree {
  /** By path; null: no such file. */
  readonly files?: Readonly<Record<string, string | Uint8Array | object | null>>
  /** `functions` of the configuration. */
  readonly functions?: Readonly<Record<string, object>>
  /** Properties of functions in the template, by logical id. */
  readonly template?: Readonly<Record<string, object>>
  readonly layers?: Readonly<Record<string, object>>
  /** Further sections of the configuration. */
  readonly sections?: Readonly<Record<string, unknown>>
  /** What files alone cannot say: links, modes, pipes. */
  readonly arrange?: (folder: string) => void
  readonly environment?: Readonly<Record<string, string>>
}

/** One problem as it must be told. */
interface Told {
  readonly code: string
  /** What is wrong, and with which thing. */
  readonly message: RegExp
  /** What to do. */
  readonly hint: RegExp
  /** `file`, `file:line` or `file:line:column`; a resource where there is no file. */
  readonly where?: RegExp
}

export interface BadCase extends Tree {
  /** What is wrong, as in "refuses …". */
  readonly name: string
  /** Default: `['build']`. */
  readonly args?: readonly string[]
  readonly exit: 1 | 2
  readonly told: readonly Told[]
  /** What makes the project right, laid over it: then the same command must build it. */
  readonly mend?: Tree
  /** The artifact is right and stays in the cache; what is done with it fails. */
  readonly keeps?: true
  /** Run as a user without rights, where the test itself has all. */
  readonly withoutRights?: true
  /** Why the case cannot be run on this machine; undefined where it can. */
  readonly skip?: () => string | undefined
}

/** A CommonJS handler that is right. */
export const plainHandler = 'exports.handler = async () => 1\n'

/** Where the configuration names function `Api`. */
export const inConfiguration: RegExp = /^project\.yaml:\d+/
