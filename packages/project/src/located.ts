/** A scalar as YAML understands it. */
export type Scalar = string | number | boolean

/** A value of the YAML with its place, as offsets into the source; `start` is -1 for one from the command line. */
export type Located = LocatedMap | LocatedList | LocatedScalar

/** A map; later problems about its keys point to `keyStart`. */
export interface LocatedMap {
  readonly kind: 'map'
  readonly start: number
  readonly entries: ReadonlyMap<string, Entry>
}

export interface Entry {
  readonly keyStart: number
  readonly value: Located
}

interface LocatedList {
  readonly kind: 'list'
  readonly start: number
  readonly items: readonly Located[]
}

/** A scalar; `written` is its source text, so that `1.10` can be told from `1.1`. */
export interface LocatedScalar {
  readonly kind: 'scalar'
  readonly start: number
  readonly end: number
  readonly value: Scalar | null
  readonly written: string
}

/** Keys and indexes from the root to a value. */
export type Path = readonly (string | number)[]

/** The start that marks a value of the command line. */
export const fromCommandLine = -1

/** Follows a path as far as it goes; undefined where it leaves the tree. */
export function locate(root: Located | undefined, path: Path): Located | undefined {
  let here = root
  for (const step of path) {
    if (here?.kind === 'map') here = here.entries.get(String(step))?.value
    else if (here?.kind === 'list') here = here.items[Number(step)]
    else return undefined
  }
  return here
}

/** Where the key (or list item) that a path ends in stands; the nearest known ancestor's where the path leaves the tree. */
export function keyOffset(root: Located | undefined, path: Path): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const owner = locate(root, path.slice(0, length - 1))
    const last = path[length - 1] ?? ''
    if (owner?.kind === 'map') {
      const entry = owner.entries.get(String(last))
      if (entry !== undefined) return entry.keyStart
    }
    if (owner?.kind === 'list') {
      const item = owner.items[Number(last)]
      if (item !== undefined) return item.start
    }
  }
  return root?.start
}

/** The value as plain data; an absent or empty (`null`) root is undefined. */
export function plainValue(value: Located | undefined): unknown {
  if (value === undefined || isEmpty(value)) return undefined
  return plain(value)
}

/** Tells whether nothing is written after the key. */
export function isEmpty(value: Located | undefined): boolean {
  return value?.kind === 'scalar' && value.value === null
}

/** The map's value of a key, undefined where it is absent or nothing is written after it. */
export function entry(map: Located | undefined, key: string): Located | undefined {
  const value = map?.kind === 'map' ? map.entries.get(key)?.value : undefined
  return isEmpty(value) ? undefined : value
}

function plain(value: Located): unknown {
  if (value.kind === 'scalar') return value.value
  if (value.kind === 'list') return value.items.map(plain)
  return Object.fromEntries([...value.entries].map(([key, { value: inner }]) => [key, plain(inner)]))
}
