import type { Place, Tier } from '@project-utils/contract'
import type { GenericSchema, InferOutput } from 'valibot'
import type { Path } from './located.ts'
import type { Complaint } from './problems.ts'
import type { JsonWithText, Text } from './reference.ts'

/** What a section's `resolve` may ask; every path is relative to the section. */
export interface SectionContext {
  readonly project: string
  readonly environment: string
  readonly tier: Tier
  readonly account: string
  readonly region: string
  /** Where the key that a path ends in stands. */
  place(path?: Path): Place
  /** A text with any reference; numbers and booleans become strings. */
  text(path: Path): Text
  /** A text with references that are known now: `env`, `project`, `account`, `region`, flags and values; empty where one is wrong. */
  words(path: Path): string
  /** A text that must be the same in every environment: only `${project}` is filled in. */
  constant(path: Path): string
  /** A scalar that keeps its type, also where it is one reference to a flag or value, such as `${flags.beta}`. */
  scalar(path: Path): Text | number | boolean
  /** Anything, references in its strings. */
  json(path: Path): JsonWithText
  /** Absolute path of a file that must exist; written relative to `source`. */
  file(path: Path): string
  /** Absolute path of a folder that must exist; written relative to `source`. */
  folder(path: Path): string
  /** Notes a problem with the value at a path. */
  problem(path: Path, complaint: Complaint): void
}

/** A section as it is written: everything that follows from it (type, checks, merging, schema, reference page) is derived. */
interface Definition<Key extends string, Schema extends GenericSchema, Resolved> {
  /** The key in the YAML. */
  readonly key: Key
  /** One paragraph for people: shown by editors and in the reference page. */
  readonly summary: string
  /** What is checked, after defaults and environment have been merged. */
  readonly schema: Schema
  /** Where it is written besides environments: at the top of the file (default), or under `defaults`. */
  readonly home?: 'top' | 'defaults'
  /** False where it must be the same in every environment. Default: true. */
  readonly perEnvironment?: boolean
  /** True where its entries are used as `${key.name}` and set by `--set key.name=value`. Default: false. */
  readonly referable?: boolean
  /** True while no tool acts on it: it is checked, and a finding says so. Default: false. */
  readonly reserved?: boolean
  /** Makes the complete data of it; `raw` is undefined where the section is not written. */
  resolve(raw: InferOutput<Schema> | undefined, context: SectionContext): Resolved
}

/** One section of the vocabulary. */
export interface Section<Key extends string, Resolved> {
  readonly key: Key
  readonly summary: string
  readonly schema: GenericSchema
  readonly home: 'top' | 'defaults'
  readonly perEnvironment: boolean
  readonly referable: boolean
  readonly reserved: boolean
  resolve(raw: unknown, context: SectionContext): Resolved
}

/** Any section, where its type does not matter. */
export type AnySection = Section<string, unknown>

/** Defines a section; it joins the vocabulary by its line in `vocabulary.ts`. */
export function defineSection<const Key extends string, Schema extends GenericSchema, Resolved>(
  definition: Definition<Key, Schema, Resolved>,
): Section<Key, Resolved> {
  return {
    home: 'top',
    perEnvironment: true,
    referable: false,
    reserved: false,
    ...definition,
    resolve: (raw, context) => definition.resolve(raw as InferOutput<Schema> | undefined, context),
  }
}
