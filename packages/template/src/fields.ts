import type { ResolvedValue } from './unknown.ts'

/** A field that holds a text, or nothing where the value is none or unknown. */
export function text<K extends string>(key: K, value: ResolvedValue | undefined): { readonly [key in K]?: string } {
  return typeof value === 'string' ? ({ [key]: value } as { readonly [key in K]?: string }) : {}
}

/** A field that holds a number, also where it is written as text. */
export function number<K extends string>(key: K, value: ResolvedValue | undefined): { readonly [key in K]?: number } {
  const parsed = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN
  return Number.isFinite(parsed) ? ({ [key]: parsed } as { readonly [key in K]?: number }) : {}
}

/** The texts of a list; entries that are unknown are left out. Undefined where the value is no list. */
export function textsOf(value: ResolvedValue | undefined): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined
  return (value as readonly ResolvedValue[]).filter((item) => typeof item === 'string')
}
