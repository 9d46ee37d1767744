import { formatReference, isPending, referencesOf } from '@project-utils/project'
import { isMap } from '../values.ts'

/** What steps captured so far, by name. */
export type Captured = Readonly<Record<string, unknown>>

/** The names that settings refer to as `${captured.name}`, each once. */
export function capturedNames(settings: unknown): readonly string[] {
  const names = referencesOf(settings).flatMap((one) => (one.kind === 'captured' ? [one.name] : []))
  return [...new Set(names)]
}

/**
 * Settings with captured values in place of their references. A text that is nothing but one reference becomes the value as
 * it was captured, such as a number; inside a longer text a value stands as text, anything but a text or number as JSON.
 */
export function fillCaptured(settings: unknown, captured: Captured): unknown {
  if (isPending(settings)) {
    const [first, ...others] = settings.parts
    const known = settings.parts.map((part) => {
      if (typeof part === 'string') return part
      return part.kind === 'captured' && Object.hasOwn(captured, part.name) ? captured[part.name] : part
    })
    if (known.some((part, index) => part === settings.parts[index] && typeof part !== 'string')) return settings
    return others.length === 0 && typeof first !== 'string' ? known[0] : known.map(asText).join('')
  }
  if (Array.isArray(settings)) return settings.map((item) => fillCaptured(item, captured))
  if (!isMap(settings)) return settings
  return Object.fromEntries(Object.entries(settings).map(([key, item]) => [key, fillCaptured(item, captured)]))
}

/** The references without a value, as they are written, each once. */
export function openReferences(settings: unknown): readonly string[] {
  return [...new Set(referencesOf(settings).map(formatReference))]
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
