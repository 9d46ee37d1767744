import type { Place } from '@project-utils/contract'

/** The settings of a function that are judged; each may be written and yet not known before deploying. */
export type Setting =
  | 'runtime'
  | 'architecture'
  | 'memory'
  | 'timeout'
  | 'ephemeralStorage'
  | 'reservedConcurrency'
  | 'environment'
  | 'layers'

/** A function as a template configures it, as far as it is known. */
export interface JudgedFunction {
  readonly runtime?: string
  readonly architecture?: string
  /** Megabytes. */
  readonly memory?: number
  /** Seconds. */
  readonly timeout?: number
  /** Megabytes. */
  readonly ephemeralStorage?: number
  readonly reservedConcurrency?: number
  /** Variables by name; undefined where the value is not known. */
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** How many layers it has. */
  readonly layerCount?: number
  readonly packageType?: string
  readonly place: Place
  /** Where each setting is written; one that is not written is unset. */
  readonly places: Readonly<Partial<Record<Setting, Place>>>
}
