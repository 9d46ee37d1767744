import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { readJsonFile } from '../expect/data-file.ts'
import { isMap, show } from '../values.ts'
import { type Operation, operationsOf } from './operations.ts'
import { valueAt } from './pointer.ts'
import { type Direction, toJsonSchema } from './schemas.ts'

/** What differs of a value from the schema that a pointer names. */
type PartValidator = (value: unknown, path: string) => readonly string[]

/** An OpenAPI document, ready to judge answers. */
export interface OpenApiDocument {
  readonly data: Readonly<Record<string, unknown>>
  readonly operations: readonly Operation[]
  /** @throws Error with Ajv's words where the schema there is wrong */
  validator(pointer: string, direction: Direction): Promise<PartValidator>
}

/** A document, or what is wrong with it. */
export type Loaded = { readonly document: OpenApiDocument } | { readonly wrong: string }

/** Documents by file, as long as the file stays the same: most steps of a suite name the same one. */
const loaded = new Map<string, { readonly stamp: string; readonly document: Promise<Loaded> }>()
const mostLoaded = 8

/** Reads a document of OpenAPI 3.0 or 3.1, JSON or YAML; references lead only to places inside it. */
export async function loadDocument(file: string, folder: string): Promise<Loaded> {
  const path = resolve(folder, file)
  const info = await stat(path).catch(() => undefined)
  const stamp = `${info?.mtimeMs} ${info?.size}`
  const known = loaded.get(path)
  if (known?.stamp === stamp) return await known.document
  if (loaded.size >= mostLoaded) loaded.clear()
  const document = read(file, folder)
  loaded.set(path, { stamp, document })
  return await document
}

async function read(file: string, folder: string): Promise<Loaded> {
  const found = await readJsonFile(file, folder)
  if ('wrong' in found) return found
  const { data } = found
  const wrong = wrongOf(data)
  if (wrong !== undefined || !isMap(data)) return { wrong: `${file} ${wrong}` }
  const isOld = String(data['openapi']).startsWith('3.0')
  const converted = new Map<Direction, Readonly<Record<string, unknown>>>()
  const validators = new Map<string, PartValidator>()
  return {
    document: {
      data,
      operations: operationsOf(data),
      async validator(pointer, direction) {
        const key = `${direction} ${pointer}`
        const known = validators.get(key)
        if (known !== undefined) return known
        const { compilePart } = await import('../expect/validator.ts')
        const schemas = converted.get(direction) ?? toJsonSchema(data, { isOld, direction })
        converted.set(direction, schemas)
        const validator = compilePart(schemas, pointer)
        validators.set(key, validator)
        return validator
      },
    },
  }
}

function wrongOf(data: unknown): string | undefined {
  if (!isMap(data)) return 'is no OpenAPI document: it holds no map'
  const { openapi, swagger, paths } = data
  if (swagger !== undefined) return `is written in Swagger ${String(swagger)}; convert it to OpenAPI 3`
  if (typeof openapi !== 'string' || !/^3\.[01](\.|$)/.test(openapi))
    return `is no document of OpenAPI 3.0 or 3.1: its "openapi" is ${show(openapi)}`
  if (!isMap(paths) || Object.keys(paths).length === 0) return 'declares no paths'
  return wrongReference(data, data)
}

function wrongReference(value: unknown, document: unknown): string | undefined {
  if (Array.isArray(value)) return value.map((item) => wrongReference(item, document)).find((one) => one !== undefined)
  if (!isMap(value)) return undefined
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'example' || key === 'examples' || key.startsWith('x-')) continue
    if (key === '$ref' && typeof inner === 'string') {
      if (!inner.startsWith('#')) return `refers to ${inner}; only places inside the document are followed`
      if (inner.startsWith('#/') && valueAt(document, inner.slice(1)) === undefined)
        return `refers to ${inner}, which is not there`
    }
    const wrong = wrongReference(inner, document)
    if (wrong !== undefined) return wrong
  }
  return undefined
}
