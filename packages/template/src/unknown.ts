import type { TemplateMap } from './value.ts'

const mark: unique symbol = Symbol.for('@project-utils/template/unknown')

/** A value that nobody can know before the stack exists (or without asking AWS), and why. */
export interface Unknown {
  readonly [mark]: true
  readonly why: string
}

/** A value of a resolved template. */
export type ResolvedValue = null | boolean | number | string | Unknown | readonly ResolvedValue[] | ResolvedMap

/** A mapping of a resolved template. */
export interface ResolvedMap {
  readonly [key: string]: ResolvedValue
}

/** Makes an unknown value; `why` reads like "the ARN of Reports". */
export function unknown(why: string): Unknown {
  return { [mark]: true, why }
}

/** Tells whether a value is unknown. */
export function isUnknown(value: unknown): value is Unknown {
  return typeof value === 'object' && value !== null && mark in value
}

/** Tells whether a value is a known mapping. */
export function isKnownMap(value: ResolvedValue | TemplateMap | undefined): value is ResolvedMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isUnknown(value)
}
