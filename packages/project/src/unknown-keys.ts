import type { GenericSchema } from 'valibot'
import { environmentEntries, fileEntries } from './frame.ts'
import type { Located, LocatedMap } from './located.ts'
import type { Mistakes } from './mistakes.ts'
import { didYouMean } from './nearest.ts'
import type { Problems } from './problems.ts'
import { sections } from './schema.ts'

/** The parts of a valibot schema by which a tree is walked. */
interface Shape {
  readonly type: string
  readonly entries?: Readonly<Record<string, Shape>>
  readonly wrapped?: Shape
  readonly value?: Shape
  readonly item?: Shape
  readonly options?: readonly Shape[]
}

/**
 * Notes every key that the schema does not know, with the nearest one it does, and every list where a map is needed; at
 * the top, keys beginning `x-` are free. Returns both, so that nothing else is said about them.
 */
export function checkKeys(schema: GenericSchema, root: LocatedMap, problems: Problems): Mistakes {
  const lists = new Set<Located>()
  const keys = new Set<number>()
  walk(schema as unknown as Shape, root, [], { problems, lists, keys })
  return { lists, keys }
}

interface Findings {
  readonly problems: Problems
  readonly lists: Set<Located>
  readonly keys: Set<number>
}

function walk(schema: Shape, value: Located, path: readonly string[], found: Findings): void {
  const shape = shapeFor(schema, value)
  if (value.kind === 'list') {
    if (shape === undefined && needsMap(schema)) {
      found.lists.add(value)
      found.problems.add(value.start, {
        code: 'PROJECT_VALUE_INVALID',
        message: `${path.join('.')} is a list; it must be a map`,
        hint: 'write "name: value" lines instead of "- value"',
      })
    }
    for (const item of value.items) if (shape?.item !== undefined) walk(shape.item, item, [...path, '*'], found)
  }
  if (value.kind !== 'map' || shape === undefined) return
  for (const [key, { keyStart, value: inner }] of value.entries) {
    if (path.length === 0 && key.startsWith('x-')) continue
    const known = shape.entries
    const next = known !== undefined && Object.hasOwn(known, key) ? known[key] : shape.value
    if (next !== undefined) walk(next, inner, [...path, key], found)
    else if (shape.type === 'strict_object') {
      found.keys.add(keyStart)
      found.problems.add(keyStart, {
        code: 'PROJECT_KEY_UNKNOWN',
        message: `"${key}" is no key ${path.length === 0 ? 'of a project' : `of ${path.join('.')}`}`,
        hint: hint(key, path, Object.keys(known ?? {})),
      })
    }
  }
}

/** Tells whether a schema takes maps, or scalars besides, but no list. */
function needsMap(schema: Shape): boolean {
  const { wrapped, options = [] } = schema
  if (wrapped !== undefined) return needsMap(wrapped)
  return schema.entries !== undefined || schema.value !== undefined || options.some(needsMap)
}

/** The schema that judges this kind of value: wrappers are opened, of several the one that takes maps or lists is chosen. */
function shapeFor(schema: Shape, value: Located): Shape | undefined {
  if (schema.wrapped !== undefined) return shapeFor(schema.wrapped, value)
  if (schema.options !== undefined && schema.type === 'union') {
    const fitting = schema.options.map((option) => shapeFor(option, value)).filter((option) => option !== undefined)
    // Of several kinds of map it is the one that knows most of what is written; the first of them where they know as much.
    return fitting.toSorted((a, b) => unknownOf(a, value) - unknownOf(b, value))[0]
  }
  if (value.kind === 'map') return schema.entries === undefined && schema.value === undefined ? undefined : schema
  return value.kind === 'list' && schema.item !== undefined ? schema : undefined
}

/** How many keys of a map a schema does not know. */
function unknownOf({ entries, value: rest }: Shape, value: Located): number {
  if (value.kind !== 'map' || entries === undefined || rest !== undefined) return 0
  return [...value.entries].filter(([key]) => !Object.hasOwn(entries, key)).length
}

function hint(key: string, path: readonly string[], known: readonly string[]): string {
  const section = sections.find((one) => one.key === key)
  const inEnvironment = path[0] === 'environments' && path.length === 2
  if (section !== undefined && path.length <= 2) {
    if (inEnvironment && !section.perEnvironment) {
      return `"${key}" is the same in every environment: move it to the top of the file`
    }
    if (path.length === 0) return `move it under "defaults:", or under an environment`
    if (path[0] === 'defaults') return `move it to the top of the file, out of "defaults:"`
  }
  if (path.length <= 1 && Object.hasOwn(environmentEntries, key)) return `"${key}" stands in each environment`
  if (Object.hasOwn(fileEntries, key) && path.length > 0) return `"${key}" stands at the top of the file`
  return didYouMean(key, known)
}
