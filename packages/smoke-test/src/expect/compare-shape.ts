import { isEqual, isMap, kindOf, show } from '../values.ts'
import { joinPath } from './path.ts'
import type { Shape } from './shape.ts'

/**
 * What of a value differs from a shape, for people, each with its path such as `json.items[0].id`; at most a few, since
 * a wrong list would repeat itself. Goes no deeper into the value than the shape does.
 */
export function compareShape(shape: Shape, value: unknown, path: string): readonly string[] {
  const differences: string[] = []
  compare(shape, value, path, differences)
  return differences
}

const most = 5

function compare(shape: Shape, value: unknown, path: string, differences: string[]): void {
  const differ = (expected: string): void => {
    if (differences.length < most) differences.push(`${path}: expected ${expected}, got ${kindOf(value)}`)
  }
  if (differences.length >= most) return
  switch (shape.is) {
    case 'type':
      if (!hasType(shape.type, value)) differ(typeName(shape.type))
      break
    case 'equals':
      if (!isEqual(shape.value, value)) differ(show(shape.value))
      break
    case 'matches':
      if (typeof value !== 'string' || !shape.pattern.test(value))
        differ(`a text that matches /${shape.pattern.source}/`)
      break
    case 'length':
      compareLength(shape, value, differ)
      break
    case 'contains':
      if (!holds(shape, value)) differ(`something that contains ${describe(shape)}`)
      break
    case 'items':
      if (!Array.isArray(value)) differ('an array')
      else for (const [index, item] of value.entries()) compare(shape.item, item, `${path}[${index}]`, differences)
      break
    case 'fields':
      if (!isMap(value)) differ('an object')
      else for (const [name, inner] of shape.fields) compare(inner, own(value, name), joinPath(path, name), differences)
      break
    case 'all':
      for (const part of shape.of) compare(part, value, path, differences)
  }
}

function own(value: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined
}

function hasType(type: string, value: unknown): boolean {
  if (type === 'any') return value !== undefined
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return isMap(value)
  return type === 'null' ? value === null : typeof value === type
}

function typeName(type: string): string {
  if (type === 'any') return 'a value'
  return type === 'null' ? 'null' : `${/^[ao]/.test(type) ? 'an' : 'a'} ${type}`
}

function compareLength(
  shape: Extract<Shape, { is: 'length' }>,
  value: unknown,
  differ: (expected: string) => void,
): void {
  const { least, most: highest } = shape
  const range =
    least === highest
      ? `${least}`
      : highest === Number.MAX_SAFE_INTEGER
        ? `at least ${least}`
        : `${least} to ${highest}`
  const length = Array.isArray(value) || typeof value === 'string' ? value.length : undefined
  if (length === undefined || length < least || length > highest) differ(`a length of ${range}`)
}

function holds(shape: Extract<Shape, { is: 'contains' }>, value: unknown): boolean {
  if (typeof value === 'string') return shape.text !== undefined && value.includes(shape.text)
  return Array.isArray(value) && value.some((item) => compareShape(shape.item, item, '').length === 0)
}

function describe(shape: Extract<Shape, { is: 'contains' }>): string {
  if (shape.text !== undefined) return show(shape.text)
  return shape.item.is === 'equals' ? show(shape.item.value) : 'an item of the expected shape'
}
