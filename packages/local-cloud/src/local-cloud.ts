/** A running local AWS. */
export interface LocalCloud {
  /** Such as `http://127.0.0.1:4566`. */
  readonly endpoint: string
  /** For the launcher's own routes; absent where a given endpoint is not served by our launcher. */
  readonly token?: string
  readonly pid?: number
  /** Where its state lies; absent where somebody else runs it. */
  readonly folder?: string
}

/** Where the local cloud lives, and what it is started with. */
export interface LocalOptions {
  /** Absolute; holds state, log and, by default, the virtual environment. */
  readonly folder: string
  /** The caller's environment: `PATH` is used, and pip's settings at the installation; nothing of it reaches a function. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** An endpoint given by the person: used as it is, never started or stopped. Loopback only. */
  readonly endpoint?: string
  /** The port to listen on, or a failure; 0: a free one. Default: that of the last time, else 4566, else a free one. */
  readonly port?: number
  /** The Python that makes the virtual environment. Default: the first of `PATH` that is new enough. */
  readonly python?: string
  /** The Node executable that runs functions, 22 or newer. Default: the one that runs this. */
  readonly node?: string
  /** Where the virtual environment lies. Default: in the folder. */
  readonly venv?: string
  /** The emulator's repairs to apply. Default: `all`. */
  readonly repairs?: 'all' | readonly string[]
}
