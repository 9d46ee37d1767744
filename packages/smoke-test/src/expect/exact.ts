import { isMap, kindOf, show } from '../values.ts'
import { joinPath } from './path.ts'

const most = 5

/** Where a value is not exactly the expected one, each place with its path; at most a few. */
export function exactDifferences(expected: unknown, actual: unknown, path: string): readonly string[] {
  const differences: string[] = []
  compare(expected, actual, path, differences)
  return differences
}

function compare(expected: unknown, actual: unknown, path: string, differences: string[]): void {
  if (differences.length >= most) return
  if (Array.isArray(expected) && Array.isArray(actual)) {
    for (const [index, item] of expected.entries()) {
      if (index < actual.length) compare(item, actual[index], `${path}[${index}]`, differences)
    }
    if (expected.length !== actual.length)
      differences.push(`${path}: expected ${expected.length} items, got ${actual.length}`)
    return
  }
  if (isMap(expected) && isMap(actual)) {
    for (const [name, value] of Object.entries(expected))
      compare(value, Object.hasOwn(actual, name) ? actual[name] : undefined, joinPath(path, name), differences)
    for (const name of Object.keys(actual)) {
      if (!Object.hasOwn(expected, name) && differences.length < most)
        differences.push(`${joinPath(path, name)}: expected no such field, got ${kindOf(actual[name])}`)
    }
    return
  }
  if (expected !== actual) differences.push(`${path}: expected ${show(expected)}, got ${kindOf(actual)}`)
}
