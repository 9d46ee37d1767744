import type { Scope, Tier } from '@project-utils/contract'
import type { Section } from './section.ts'

type Vocabulary = typeof import('./vocabulary.ts')

/** Every section's resolved data, by its key in the YAML. */
type Resolved = {
  readonly [Name in keyof Vocabulary as Vocabulary[Name]['key']]: Vocabulary[Name] extends Section<string, infer Data>
    ? Data
    : never
}

type OptionalKey = { [Key in keyof Resolved]: undefined extends Resolved[Key] ? Key : never }[keyof Resolved]

/** The sections as parts of a project; one that may be absent is an optional key. */
export type Sections = Omit<Resolved, OptionalKey> & {
  readonly [Key in OptionalKey]?: Exclude<Resolved[Key], undefined>
}

/** One environment of a project, complete: nothing is left to guess. */
export interface Project extends Sections {
  readonly name: string
  /** The configuration file, absolute. */
  readonly file: string
  /** The folder of `source`, absolute. */
  readonly root: string
  readonly environment: string
  readonly tier: Tier
  readonly deploy: 'manual' | 'automatic'
  /** One a target, at least one; in the local cloud `local` is true. */
  readonly scopes: readonly [Scope, ...Scope[]]
  /** Where each written value comes from: dotted path → `config/x.yaml:12:3` or `command line`; what is absent is a default. */
  readonly origins: Readonly<Record<string, string>>
}
