import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseTemplate } from '../parse.ts'
import { resolveTemplate } from '../resolve.ts'
import { isMap, type TemplateMap, type TemplateValue } from '../value.ts'
import { judgements } from './judge.ts'
import { ownerOf } from './resource-types.ts'
import { openSchemas } from './schema-book.ts'
import { definitionOf, type ResourceSchema, type Shape, typesOf } from './shape.ts'

const schemas = openSchemas()
const types = schemas.types()

/** The errors of a template with one resource. */
function errorsOf(type: string, properties: TemplateMap): readonly string[] {
  const text = JSON.stringify({
    Transform: 'AWS::Serverless-2016-10-31',
    Resources: { R: { Type: type, Properties: properties } },
  })
  const template = parseTemplate(text, 'app.json')
  const resolved = resolveTemplate(template, { parameters: {}, pseudo: {} })
  const input = { written: template, template: resolved.template, resolved, schemas, setting: {} }
  return judgements(input)
    .filter(({ severity = 'error' }) => severity === 'error')
    .map(({ rule, message }) => `${type} ${rule}: ${message}`)
}

const hidden: TemplateValue = { 'Fn::ImportValue': 'something' }

/** The least that a shape takes; what has a form of its own is a value that nobody knows. */
function least(shape: Shape, schema: ResourceSchema, depth = 0): TemplateValue {
  const full = definitionOf(shape, schema)
  const [type] = full === undefined ? [] : typesOf(full)
  if (full === undefined || depth > 8) return hidden
  const [branch] = full.branches ?? []
  if (branch !== undefined) {
    const { minItems = 0, required = [] } = full
    const own = definitionOf(branch, schema) ?? {}
    const shared = required.filter((name) => own.properties?.[name] !== undefined)
    const demanded = [...new Set([...(own.required ?? []), ...shared])]
    const theirs = least({ minItems, ...own, required: demanded }, schema, depth + 1)
    return type === 'object' && isMap(theirs) ? joined(leastMap(full, schema, depth), theirs) : theirs
  }
  return full.enum?.[0] ?? ofType(type, full, schema, depth)
}

/** Both, maps within them joined too. */
function joined(one: TemplateMap, other: TemplateMap): TemplateMap {
  const entries = Object.entries(other).map(([key, value]): [string, TemplateValue] => {
    const own = one[key]
    return [key, isMap(own) && isMap(value) ? joined(own, value) : value]
  })
  return { ...one, ...Object.fromEntries(entries) }
}

function ofType(type: string | undefined, shape: Shape, schema: ResourceSchema, depth: number): TemplateValue {
  const { pattern, minLength = 1, minimum, maximum, minItems = 0, items, unique } = shape
  switch (type) {
    case 'string':
      return pattern === undefined ? 'x'.repeat(Math.max(1, minLength)) : hidden
    case 'boolean':
      return true
    case 'integer':
    case 'number':
      return minimum ?? Math.min(1, maximum ?? 1)
    case 'array':
      return Array.from({ length: minItems }, (_, index) =>
        unique === true ? { 'Fn::ImportValue': `item${index}` } : least(items ?? {}, schema, depth + 1),
      )
    case 'object':
      return leastMap(shape, schema, depth)
    default:
      return hidden
  }
}

function leastMap(shape: Shape, schema: ResourceSchema, depth: number): TemplateMap {
  const { properties = {}, required = [], oneOf = [], anyOf = [], needs = {} } = shape
  const names = new Set([...required, ...(oneOf[0] ?? []), ...(anyOf[0] ?? [])])
  for (const name of names) for (const other of needs[name] ?? []) names.add(other)
  return Object.fromEntries([...names].map((name) => [name, least(properties[name] ?? {}, schema, depth + 1)]))
}

function leastOf(type: string): TemplateMap {
  const properties = least({ ...schemaOf(type), type: 'object' }, schemaOf(type))
  return isMap(properties) ? properties : {}
}

function schemaOf(type: string): ResourceSchema {
  const schema = schemas.schemaOf(type)
  if (schema === undefined) throw new Error(`${type} has no schema`)
  return schema
}

describe('judgements', () => {
  test('finds no error in any type of which just the demanded properties are set', () => {
    const errors = types.flatMap((type) => errorsOf(type, leastOf(type)))
    expect(errors).toEqual([])
  })

  test('finds each demanded property that is taken away again', () => {
    // Every third type: the whole takes seconds.
    const overlooked = types
      .filter((_, at) => at % 3 === 0)
      .flatMap((type) => {
        const properties = leastOf(type)
        return (schemaOf(type).required ?? []).flatMap((name) => {
          const { [name]: _, ...rest } = properties
          const isFound = errorsOf(type, rest).some((error) => error.includes(`${type} needs the property "${name}"`))
          return isFound ? [] : [`${type} ${name}`]
        })
      })
    expect(overlooked).toEqual([])
  })

  test('finds a slip of the pen in any property, at its place', () => {
    const settable = types.filter((type) => {
      const { properties = {}, patterns, additional } = schemaOf(type)
      const isClosed = additional === false && patterns === undefined && ownerOf(type) !== 'custom'
      return isClosed && Object.keys(properties).some((name) => name.length > 6)
    })
    fc.assert(
      fc.property(fc.constantFrom(...settable), fc.nat(), (type, seed) => {
        const schema = schemaOf(type)
        const names = Object.keys(schema.properties ?? {}).filter((name) => name.length > 6)
        const name = names[seed % names.length] ?? ''
        const slip = `${name.slice(0, -2)}${name.at(-1)}${name.at(-2)}`
        fc.pre(schema.properties?.[slip] === undefined && slip !== name)
        expect(errorsOf(type, { [slip]: 'x' }).join('\n')).toContain(`has no property "${slip}"`)
      }),
      { numRuns: 200 },
    )
  })

  test('never throws, whatever stands where properties are expected', () => {
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.jsonValue({ maxDepth: 3 }), fc.nat(), (type, value, seed) => {
        const names = Object.keys(schemaOf(type).properties ?? {})
        const name = names[seed % Math.max(1, names.length)] ?? 'Any'
        expect(Array.isArray(errorsOf(type, { [name]: value as TemplateValue }))).toBe(true)
      }),
      { numRuns: 200 },
    )
  })
})
