import type { Place } from '@project-utils/contract'
import type { Resolver } from '../functions/function.ts'
import type { Note } from '../notes.ts'
import type { TemplatePath } from '../value.ts'
import type { ReadFile } from './include.ts'

/** Where a piece of an expanded template is written. */
export interface Origin {
  readonly path: TemplatePath
  place(path: TemplatePath): Place
}

/** One expansion as it goes on. */
export interface Expansion {
  readonly resolver: Resolver
  readonly notes: Note[]
  readonly readFile: ReadFile | undefined
  /** Whether the template names the language extensions: without them a loop is none. */
  readonly hasLoops: boolean
  /** Where the pieces come from whose path is not the written one, by path. */
  readonly origins: Map<string, Origin>
  /** Keys made so far. */
  made: number
  /** Whether something stayed as it was written because it could not be known. */
  isOpen: boolean
}

/** A place within the walk: the path it will have, where it is written, and the loops around it. */
export interface Spot {
  readonly path: TemplatePath
  readonly origin: Origin
  readonly loops: ReadonlyMap<string, string>
}

/** A key under which an origin is kept. */
export function originKey(path: TemplatePath): string {
  return JSON.stringify(path)
}

/** The spot of a key or item below. */
export function below({ path, origin, loops }: Spot, key: string | number, written: string | number = key): Spot {
  return { path: [...path, key], origin: { path: [...origin.path, written], place: origin.place }, loops }
}
