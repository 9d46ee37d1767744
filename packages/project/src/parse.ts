import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap, type Scalar as YamlScalar } from 'yaml'
import type { Entry, Located, LocatedMap, LocatedScalar } from './located.ts'
import type { Complaint, Problems } from './problems.ts'
import type { Source } from './source.ts'
import { parseSyntax } from './syntax.ts'

const deepest = 50
const mostValues = 100_000
/** Names that JavaScript objects answer to by themselves. */
const unusableKeys = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Parses a configuration to a tree whose every key and value has its place. Anchors, aliases and merge keys work;
 * duplicate keys, unknown tags, further documents and aliases that multiply beyond 100 000 values go to the problems.
 */
export function parseYaml(source: Source, problems: Problems): LocatedMap | undefined {
  const document = parseSyntax(source, problems)
  if (document === undefined) return undefined
  if (document.contents === null) {
    problems.add(0, {
      code: 'PROJECT_YAML_EMPTY',
      message: `${source.file} is empty`,
      hint: 'begin with: project: my-project',
    })
    return undefined
  }
  const walk: Walk = { source, problems, anchors: new Map(), size: 0, stopped: false, dropped: false }
  const root = convert(walk, document.contents as Node, 0)
  if (root === undefined || walk.dropped) return undefined
  if (root.kind === 'map') return root
  problems.add(root.start, {
    code: 'PROJECT_YAML_ROOT',
    message: `${source.file} holds a ${root.kind === 'list' ? 'list' : 'single value'}, not a map of sections`,
    hint: 'begin with: project: my-project',
  })
  return undefined
}

/** The way through one document: what its anchors stand for, and how many values they multiply to. */
interface Walk {
  readonly source: Source
  readonly problems: Problems
  readonly anchors: Map<string, { readonly value: Located; readonly size: number } | 'open'>
  size: number
  stopped: boolean
  /** A value could not be read, so that judging the rest would blame what is not wrong. */
  dropped: boolean
}

function convert(walk: Walk, node: Node | null, depth: number, emptyAt = 0): Located | undefined {
  if (walk.stopped) return undefined
  if (node === null) return { kind: 'scalar', start: emptyAt, end: emptyAt, value: null, written: '' }
  const start = node.range?.[0] ?? emptyAt
  if (depth > deepest) return stop(walk, start, 'lists or maps are nested too deeply')
  if (isAlias(node)) return follow(walk, node.source, start)
  const anchor = isMap(node) || isSeq(node) || isScalar(node) ? node.anchor : undefined
  const before = walk.size
  grow(walk, 1, start)
  if (anchor !== undefined) walk.anchors.set(anchor, 'open')
  const value = convertContent(walk, node, start, depth)
  if (anchor !== undefined && value !== undefined) walk.anchors.set(anchor, { value, size: walk.size - before })
  return value
}

function convertContent(walk: Walk, node: Node, start: number, depth: number): Located | undefined {
  if (isMap(node)) return convertMap(walk, node, start, depth)
  if (isSeq(node)) {
    const items = node.items.map((item) => convert(walk, item as Node, depth + 1, start))
    return { kind: 'list', start, items: items.filter((item) => item !== undefined) }
  }
  return isScalar(node) ? convertScalar(walk, node, start) : undefined
}

function convertScalar(walk: Walk, node: YamlScalar, start: number): LocatedScalar | undefined {
  const end = node.range?.[1] ?? start
  const written = walk.source.text.slice(start, end)
  const { value } = node
  if (typeof value === 'number' && !Number.isFinite(value)) {
    drop(walk, start, {
      code: 'PROJECT_VALUE_INVALID',
      message: `${written} is no number that can be used`,
      hint: `if the text is meant, write it in quotes: "${written}"`,
    })
    return undefined
  }
  const known = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
  return { kind: 'scalar', start, end, value: known, written }
}

function convertMap(walk: Walk, node: YAMLMap, start: number, depth: number): LocatedMap {
  const own = new Map<string, Entry>()
  const merged = new Map<string, Entry>()
  for (const pair of node.items as Pair<Node, Node | null>[]) {
    const key = readKey(walk, pair.key, start)
    if (key === undefined) continue
    const value = convert(walk, pair.value, depth + 1, key.end)
    if (value === undefined) continue
    if (key.merge) mergeInto(walk, merged, value, key.start)
    else if (isNew(walk, own, key.name, key.start)) own.set(key.name, { keyStart: key.start, value })
  }
  for (const [name, entry] of merged) if (!own.has(name)) own.set(name, entry)
  return { kind: 'map', start, entries: own }
}

function readKey(
  walk: Walk,
  node: Node | null,
  start: number,
): { readonly name: string; readonly start: number; readonly end: number; readonly merge: boolean } | undefined {
  const at = node?.range?.[0] ?? start
  if (!isScalar(node) || node.value === null) {
    drop(walk, at, {
      code: 'PROJECT_YAML_KEY',
      message: node === null || isScalar(node) ? 'a key is missing before ":"' : 'a key must be a plain name',
      hint: 'write "name: value"',
    })
    return undefined
  }
  const end = node.range?.[1] ?? at
  const name = typeof node.value === 'string' ? node.value : walk.source.text.slice(at, end)
  if (unusableKeys.has(name)) {
    drop(walk, at, {
      code: 'PROJECT_YAML_KEY',
      message: `"${name}" cannot be used as a name`,
      hint: 'choose another name',
    })
    return undefined
  }
  return { name, start: at, end, merge: name === '<<' && node.type === 'PLAIN' }
}

function isNew(walk: Walk, entries: ReadonlyMap<string, Entry>, name: string, start: number): boolean {
  const first = entries.get(name)
  if (first === undefined) return true
  walk.problems.add(start, {
    code: 'PROJECT_YAML_DUPLICATE_KEY',
    message: `"${name}" is written twice; the first is in line ${walk.source.place(first.keyStart).line}`,
    hint: 'remove one of them, or join what they hold',
  })
  return false
}

function mergeInto(walk: Walk, into: Map<string, Entry>, value: Located, start: number): void {
  for (const source of value.kind === 'list' ? value.items : [value]) {
    if (source.kind !== 'map') {
      drop(walk, start, {
        code: 'PROJECT_YAML_ALIAS',
        message: '"<<" takes a map, or a list of maps',
        hint: 'write "<<: *name", where "&name" marks a map above',
      })
      return
    }
    for (const [name, entry] of source.entries) if (!into.has(name)) into.set(name, entry)
  }
}

function follow(walk: Walk, name: string, start: number): Located | undefined {
  const target = walk.anchors.get(name)
  if (target !== undefined && target !== 'open') {
    grow(walk, target.size, start)
    return walk.stopped ? undefined : target.value
  }
  drop(walk, start, {
    code: 'PROJECT_YAML_ALIAS',
    message:
      target === 'open' ? `"*${name}" stands inside the value it repeats` : `no "&${name}" stands above this line`,
    hint: target === 'open' ? 'repeat a value that has ended' : `mark a value above with "&${name}"`,
  })
  return undefined
}

function grow(walk: Walk, by: number, start: number): void {
  walk.size += by
  if (walk.size > mostValues) stop(walk, start, `aliases multiply the values of this file to more than ${mostValues}`)
}

function stop(walk: Walk, start: number, message: string): undefined {
  if (!walk.stopped) {
    drop(walk, start, {
      code: 'PROJECT_YAML_TOO_COMPLEX',
      message,
      hint: 'a project needs some hundred values: remove what repeats',
    })
  }
  walk.stopped = true
}

/** Notes a problem with a value that then is left out. */
function drop(walk: Walk, offset: number, complaint: Complaint): void {
  walk.problems.add(offset, complaint)
  walk.dropped = true
}
