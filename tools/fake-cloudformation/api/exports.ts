/** ListExports and ListImports. */
import type { Cloud } from '../cloud/cloud.ts'
import { words } from '../sources.ts'
import { exportsOf, importersOf } from '../template/scope.ts'
import { required } from '../wire/input.ts'
import { type Input, invalid, type Output } from '../wire/query.ts'
import { pageOf } from './page.ts'

export function listExports(cloud: Cloud, input: Input): Output {
  const page = pageOf([...exportsOf(cloud)], input, 100)
  const exports = page.items.map(([Name, { stack, value }]) => ({ ExportingStackId: stack.id, Name, Value: value }))
  return { Exports: exports, NextToken: page.next }
}

export function listImports(cloud: Cloud, input: Input): Output {
  const name = required(input, 'ExportName')
  const page = pageOf(importersOf(cloud, name), input, 100)
  if (page.items.length === 0) throw invalid(words.notImported(name))
  return { Imports: page.items, NextToken: page.next }
}
