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
  /** Length of a type's block, and which of `sets` holds for it; the blocks stand in this order. */
  readonly types: Readonly<Record<string, readonly [length: number, set: number]>>
}

/** Opens the published schemas: the index is read at the first question, a schema when its type is asked for. */
export function openSchemas(): SchemaBook {
  let opened: { readonly index: Index; readonly offsets: ReadonlyMap<string, number> } | undefined
  const schemas = new Map<string, ResourceSchema>()

  const open = (): NonNullable<typeof opened> => {
    opened ??= readIndex()
    return opened
  }
  return {
    get date() {
      return open().index.date
    },
    schemaOf(type) {
      const known = schemas.get(type)
      if (known !== undefined) return known
      const { index, offsets } = open()
      const offset = offsets.get(type)
      const [length] = index.types[type] ?? []
      if (offset === undefined || length === undefined) return undefined
      const schema = readSchema(offset, length)
      schemas.set(type, schema)
      return schema
    },
    types() {
      return [...open().offsets.keys()].filter((type) => type !== globals)
    },
    isAvailable(type, region) {
      const { index, offsets } = open()
      const at = index.regions.indexOf(region)
      const [, set] = offsets.has(type) ? (index.types[type] ?? []) : []
      const where = set === undefined ? undefined : index.sets[set]
      // A type that no region names is one of a macro's, such as those of AWS SAM.
      if (at < 0 || where === undefined || !where.includes('+')) return undefined
      return where[at] === '+'
    },
  }
}

function readIndex(): { readonly index: Index; readonly offsets: ReadonlyMap<string, number> } {
  const index: Index = JSON.parse(readFileSync(dataFile('resource-schemas.json'), 'utf8'))
  const offsets = new Map<string, number>()
  let offset = 0
  for (const [type, [length]] of Object.entries(index.types)) {
    offsets.set(type, offset)
    offset += length
  }
  return { index, offsets }
}

function readSchema(offset: number, length: number): ResourceSchema {
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
