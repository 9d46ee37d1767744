import type { Random } from './random.ts'

/** What a long run is given. */
export interface SoakContext {
  readonly seed: number
  /** How many cases to try. */
  readonly count: number
  /** The next number of the seed's sequence: all chance comes from here, so that the seed repeats the run. */
  random: Random
  /** Tells a person how far it is. */
  log(line: string): void
}

/** How a long run ended. */
export interface SoakResult {
  /** Cases really tried. */
  readonly count: number
  /** Each with what is needed to see it again. */
  readonly failures: readonly string[]
}

/** A long run: a file `tools/soak/<name>.ts` that exports one as `soak` is found by `npm run soak`. */
export interface Soak {
  readonly name: string
  /** What it proves, in one sentence. */
  readonly what: string
  /** The full number of cases. */
  readonly count: number
  run(context: SoakContext): Promise<SoakResult>
}
