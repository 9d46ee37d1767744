import { type Entry, isEmpty, type Located, type LocatedMap } from './located.ts'

/**
 * Lays one value over another: maps merge by key at every depth, scalars and lists replace. A whole section with nothing
 * written after its key says nothing; deeper, an empty value replaces, and the section's schema judges it.
 */
export function mergeSections(base: Located | undefined, over: Located | undefined): Located | undefined {
  if (over === undefined || isEmpty(over)) return isEmpty(base) ? undefined : base
  if (base === undefined || isEmpty(base)) return over
  return merge(base, over)
}

function merge(base: Located, over: Located): Located {
  return base.kind === 'map' && over.kind === 'map' ? mergeMaps(base, over) : over
}

function mergeMaps(base: LocatedMap, over: LocatedMap): LocatedMap {
  const entries = new Map<string, Entry>(base.entries)
  for (const [key, entry] of over.entries) {
    const below = base.entries.get(key)
    entries.set(key, below === undefined ? entry : mergeEntries(below, entry))
  }
  return { kind: 'map', start: base.start, entries }
}

/** What is merged is blamed where it is first written, what is replaced where it is written last. */
function mergeEntries(below: Entry, entry: Entry): Entry {
  const value = merge(below.value, entry.value)
  return { keyStart: value === entry.value ? entry.keyStart : below.keyStart, value }
}
