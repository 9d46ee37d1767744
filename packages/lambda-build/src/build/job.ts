import type { Json, Place } from '@project-utils/contract'
import type { FunctionBuild, LayerBuild } from '@project-utils/project'
import type { Machine } from '../artifact/machine.ts'
import type { Handler } from './handler.ts'

/** How code becomes an artifact: each kind has one maker, in `kinds.ts`. */
export type Kind = 'bundle' | 'files' | 'python'

/** Everything besides the sources that decides what is built; all of it plain, so that two can be compared by name. */
export type Settings = Readonly<Record<string, Json>>

interface AnyJob {
  /** Logical id. */
  readonly id: string
  readonly kind: Kind
  readonly machine: Machine
  readonly settings: Settings
  readonly where: Place
  /** Lambda's name of the runtime, such as `nodejs24.x`, where it is known. */
  readonly runtime?: string
}

/** The layers that a function finds packages in. */
export interface FunctionLayers {
  /** Those that the project builds. */
  readonly own: readonly LayerBuild[]
  /** Whether it may have others, of which nothing is known. */
  readonly hasOthers: boolean
}

/** A function to build, with all that its build needs. */
export interface FunctionJob extends AnyJob {
  readonly type: 'function'
  readonly build: FunctionBuild
  readonly handler: Handler
  readonly layers: FunctionLayers
  /** Variables as the template sets them, to load the code with; of one that is not known yet its name stands. */
  readonly variables: Readonly<Record<string, string>>
}

/** A layer to build. */
export interface LayerJob extends AnyJob {
  readonly type: 'layer'
  readonly build: LayerBuild
}

export type Job = FunctionJob | LayerJob
