/** Attributes that the published schemas do not tell, as cfn-lint keeps them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isMap, type Json, type JsonMap, listOf } from './distil-shape.ts'

/** Attributes of a type beside those of its schema's read-only properties. */
export interface MoreAttributes {
  of(schema: JsonMap): readonly string[]
}

/** Reads cfn-lint's tables; `folder` is its folder of schemas. */
export function readMoreAttributes(folder: string): MoreAttributes {
  const text = readFileSync(join(folder, '../../schema/_getatts.py'), 'utf8')
  const all = new Set(namesIn(between(text, '_all_property_types = [', ']\n')))
  const exceptions = new Map<string, readonly string[]>()
  for (const match of between(text, '_exceptions = {', '}\n').matchAll(/"([A-Za-z0-9:]+)":\s*\[([^\]]*)\]/g))
    exceptions.set(match[1] ?? '', namesIn(match[2] ?? ''))
  if (all.size < 20 || exceptions.size < 20) throw new Error('the tables of attributes have another form than expected')
  return {
    of(schema) {
      const type = String(schema['typeName'])
      if (nested.has(type)) return ['Outputs.*']
      return all.has(type) ? everyProperty(schema) : (exceptions.get(type) ?? [])
    },
  }
}

/** Types whose attributes are the outputs of a stack behind them. */
const nested = new Set([
  'AWS::CloudFormation::Stack',
  'AWS::Serverless::Application',
  'AWS::ServiceCatalog::CloudFormationProvisionedProduct',
])

function everyProperty(schema: JsonMap): readonly string[] {
  const found: string[] = []
  const visit = (value: Json | undefined, path: string, depth: number): void => {
    if (!isMap(value) || depth > 6) return
    const reference = value['$ref']
    if (typeof reference === 'string') {
      const definitions = isMap(schema['definitions']) ? schema['definitions'] : {}
      visit(definitions[reference.replace('#/definitions/', '')], path, depth + 1)
      return
    }
    const types = [value['type'], ...listOf(value['type'])]
    if (types.includes('object')) {
      const properties = isMap(value['properties']) ? value['properties'] : {}
      for (const [key, one] of Object.entries(properties)) visit(one, `${path}.${key}`, depth + 1)
    } else found.push(path)
  }
  const properties = isMap(schema['properties']) ? schema['properties'] : {}
  for (const [key, one] of Object.entries(properties)) visit(one, key, 0)
  return found
}

function between(text: string, start: string, end: string): string {
  const from = text.indexOf(start)
  return from < 0 ? '' : text.slice(from + start.length, text.indexOf(`\n${end}`, from))
}

function namesIn(text: string): readonly string[] {
  return [...text.matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? '')
}
