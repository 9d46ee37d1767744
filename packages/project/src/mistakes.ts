import type { Entry, Located } from './located.ts'
import { nearestName } from './nearest.ts'

/** What is wrong with the shape of a file and told already, so that its consequences are not told as well. */
export interface Mistakes {
  /** Lists where maps are needed. */
  readonly lists: ReadonlySet<Located>
  /** Offsets of unknown keys. */
  readonly keys: ReadonlySet<number>
}

/** Tells whether a value is, or holds at any depth, a list where a map is needed. */
export function holdsWrongList(value: Located, { lists }: Mistakes): boolean {
  if (lists.size === 0) return false
  return lists.has(value) || childrenOf(value).some((inner) => holdsWrongList(inner, { lists, keys: new Set() }))
}

/** Tells whether a key is only missing because it was mistyped. */
export function isMistyped(key: string, map: Located | undefined, { keys }: Mistakes): boolean {
  if (map?.kind !== 'map') return false
  const unknown = [...map.entries].filter(([, entry]: readonly [string, Entry]) => keys.has(entry.keyStart))
  return unknown.some(([name]) => nearestName(name, [key]) !== undefined)
}

function childrenOf(value: Located): readonly Located[] {
  if (value.kind === 'list') return value.items
  return value.kind === 'map' ? [...value.entries.values()].map((entry) => entry.value) : []
}
