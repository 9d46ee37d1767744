import { intrinsicOf, onlyKey, put, type TemplateMap, type TemplateValue } from '../value.ts'
import { below, type Expansion, originKey, type Spot } from './expansion.ts'
import { isInclude, readSnippet } from './include.ts'
import { readLoop, substituted } from './loop.ts'

/** A value with the loops in it expanded, includes put in and the identifiers of loops around it replaced. */
export function expandValue(value: TemplateValue, spot: Spot, expansion: Expansion): TemplateValue {
  if (typeof value === 'string') return substituted(value, spot.loops)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const items: readonly TemplateValue[] = value
    return items.map((item, index) => expandValue(item, below(spot, index), expansion))
  }
  const [name, argument] = intrinsicOf(value) ?? []
  const looped = name === 'Ref' && typeof argument === 'string' ? spot.loops.get(argument) : undefined
  if (looped !== undefined) return looped
  // The name of a condition is not replaced within a loop.
  if (name === 'Fn::If' && Array.isArray(argument)) {
    const inside = below(spot, name)
    const [condition = null, ...sides] = argument as readonly TemplateValue[]
    const expanded = sides.map((side, index) => expandValue(side, below(inside, index + 1), expansion))
    return { [name]: [condition, ...expanded] }
  }
  return expandMap(value as TemplateMap, spot, expansion)
}

/** A mapping whose loops and includes have become entries of it. */
export function expandMap(map: TemplateMap, spot: Spot, expansion: Expansion): TemplateMap {
  const result: Record<string, TemplateValue> = {}
  for (const [written, item] of Object.entries(map)) {
    const key = substituted(written, spot.loops)
    const from = expansion.origins.get(originKey([...spot.path, key]))
    if (expansion.hasLoops && written.startsWith('Fn::ForEach::'))
      expandLoop(result, key, item, below(spot, key, written), spot, expansion)
    else if (written === 'Fn::Transform' && isInclude(item)) {
      expandInclude(result, item, spot, expansion, onlyKey(map) !== undefined)
    } else {
      if (written === 'Fn::Transform' || written.startsWith('Fn::ForEach::')) expansion.isOpen = true
      const inside = from === undefined ? below(spot, key, written) : { ...below(spot, key), origin: from }
      add(result, key, expandValue(item, inside, expansion), inside, expansion, key !== written)
    }
  }
  return result
}

function expandLoop(
  result: Record<string, TemplateValue>,
  key: string,
  item: TemplateValue,
  inside: Spot,
  around: Spot,
  expansion: Expansion,
): void {
  // The fragment keeps its identifiers: an inner loop may use the same name for its own.
  const [identifier, collection, fragment, ...more] = Array.isArray(item) ? (item as readonly TemplateValue[]) : []
  const outer = { ...inside, path: [...inside.path, 1] }
  const value =
    collection === undefined
      ? item
      : [identifier ?? null, expandValue(collection, outer, expansion), fragment ?? null, ...more]
  const loop = readLoop(value, expansion)
  if ('why' in loop) {
    const message = `${key} stays as it is written: ${loop.why}`
    expansion.notes.push({ kind: 'loop', severity: loop.isError ? 'error' : 'info', message, path: inside.path })
    expansion.isOpen = true
    put(result, key, item)
    return
  }
  const origin = { path: [...inside.origin.path, 2], place: inside.origin.place }
  for (const one of loop.values) {
    const loops = new Map(around.loops).set(loop.identifier, one)
    const spot: Spot = { path: around.path, origin, loops }
    for (const [name, made] of Object.entries(expandMap(loop.fragment, spot, expansion))) {
      if (Object.hasOwn(result, name)) {
        const message = `${key} makes "${name}" a second time`
        expansion.notes.push({ kind: 'loop', severity: 'error', message, path: [...around.path, name] })
      } else put(result, name, made)
    }
  }
}

function expandInclude(
  result: Record<string, TemplateValue>,
  include: TemplateMap,
  spot: Spot,
  expansion: Expansion,
  isAlone: boolean,
): void {
  const snippet = readSnippet(include, expansion)
  if ('why' in snippet) {
    const path = [...spot.path, 'Fn::Transform']
    expansion.notes.push({ kind: 'include', severity: snippet.isError ? 'error' : 'info', message: snippet.why, path })
    expansion.isOpen = true
    put(result, 'Fn::Transform', include)
    return
  }
  if (isAlone) expansion.origins.set(originKey(spot.path), snippet.origin)
  for (const [key, value] of Object.entries(snippet.value)) {
    const inside: Spot = { ...below({ ...spot, origin: snippet.origin }, key), loops: new Map() }
    add(result, key, expandValue(value, inside, expansion), inside, expansion, true)
  }
}

function add(
  result: Record<string, TemplateValue>,
  key: string,
  value: TemplateValue,
  { path, origin, loops }: Spot,
  { origins }: Expansion,
  isElsewhere: boolean,
): void {
  if (isElsewhere || loops.size > 0) origins.set(originKey(path), origin)
  put(result, key, value)
}
