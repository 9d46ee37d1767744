import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import type { ResourceSchema } from './shape.ts'

/** The published resource schemas, as of a day. */
export interface SchemaBook {
  /** The day they were gathered, as `2026-10-20`. */
  readonly date: string
  /** What is published of a type; undefined where nothing is, as of custom resources and types of third parties. */
  schemaOf(type: string): ResourceSchema | undefined
  /** Names of all types, sorted. */
  types(): readonly string[]
  /** Tells whether a type exists in a region; undefined where the type or the region is unknown. */
  isAvailable(type: string, region: string): boolean | undefined
}

/** The name under which the book holds what AWS SAM's section `Globals` may say. */
export const globals = 'Globals'

interface Index {
  readonly date: string
  readonly regions: readonly string[]
  /** For each region `+` where a type exists, `-` where not. */
  readonly sets: readonly string[]
  /** Lines of a type, the offset and length of its block, and which of `sets` holds for it. */
  readonly types: string
}

/** Opens the published schemas: the index is read at the first question, a schema when its type is asked for. */
export function openSchemas(): SchemaBook {
  let opened: Index | undefined
  const schemas = new Map<string, ResourceSchema | undefined>()

  const index = (): Index => {
    opened ??= JSON.parse(readFileSync(dataFile('resource-schemas.json'), 'utf8')) as Index
    return opened
  }
  return {
    get date() {
      return index().date
    },
    schemaOf(type) {
      if (schemas.has(type)) return schemas.get(type)
      const entry = entryOf(type, index())
      const schema = entry === undefined ? undefined : readSchema(entry)
      schemas.set(type, schema)
      return schema
    },
    types() {
      const names = index()
        .types.trim()
        .split('\n')
        .map((line) => line.slice(0, line.indexOf(' ')))
      return names.filter((name) => name !== globals)
    },
    isAvailable(type, region) {
      const { regions, sets } = index()
      const at = regions.indexOf(region)
      const entry = at < 0 ? undefined : entryOf(type, index())
      const where = entry === undefined ? undefined : sets[entry.set]
      // A type that no region names is one of a macro's, such as those of AWS SAM.
      return where?.includes('+') === true ? where[at] === '+' : undefined
    },
  }
}

interface Entry {
  readonly offset: number
  readonly length: number
  readonly set: number
}

function entryOf(type: string, { types }: Index): Entry | undefined {
  const start = types.indexOf(`\n${type} `)
  if (start < 0) return undefined
  const [offset = 0, length = 0, set = 0] = types
    .slice(start + type.length + 2, types.indexOf('\n', start + 1))
    .split(' ')
    .map(Number)
  return { offset, length, set }
}

function readSchema({ offset, length }: Entry): ResourceSchema {
  const file = openSync(dataFile('resource-schemas.bin'), 'r')
  try {
    const block = Buffer.allocUnsafe(length)
    readSync(file, block, 0, length, offset)
    // Loaded at the first use only: a plain import of this package does without (3 ms).
    const { inflateRawSync } = process.getBuiltinModule('node:zlib')
    return JSON.parse(inflateRawSync(block).toString('utf8'))
  } finally {
    closeSync(file)
  }
}

function dataFile(name: string): URL {
  return new URL(`../../data/${name}`, import.meta.url)
}
