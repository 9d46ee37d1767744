import type { Json } from '@project-utils/contract'
import { formatDuration } from './duration.ts'
import { formatTable } from './format-table.ts'
import { type Form, formOf } from './paint.ts'

/** Data of a result for people: rows as a table, anything else as indented `key: value`; empty values are left out. */
export function formatData(data: Json, form?: Partial<Form>): string {
  const full = formOf(form)
  return linesOf(data, full).join('\n')
}

function linesOf(data: Json, form: Form): readonly string[] {
  if (data === null) return []
  if (Array.isArray(data)) return listLines(data, form)
  if (typeof data !== 'object') return [String(data)]
  return Object.entries(data).flatMap(([key, value]) => {
    if (value === undefined || value === null || isEmpty(value)) return []
    const name = form.paint.dim(`${key}:`)
    if (typeof value !== 'object') return [`${name} ${formatScalar(key, value)}`]
    const inner = linesOf(value, { ...form, width: form.width - 2 })
    return [name, ...inner.map((line) => `  ${line}`)]
  })
}

function listLines(list: readonly Json[], form: Form): readonly string[] {
  if (list.length > 0 && list.every(isFlat)) {
    return formatTable(
      list.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, formatScalar(key, value)]))),
      form,
    ).split('\n')
  }
  return list.flatMap((item) => {
    const [first = '', ...rest] = linesOf(item, { ...form, width: form.width - 2 })
    return [`- ${first}`, ...rest.map((line) => `  ${line}`)]
  })
}

type FlatRow = { readonly [key: string]: string | number | boolean | null | undefined }

function isFlat(value: Json): value is FlatRow {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.values(value).every((inner) => typeof inner !== 'object' || inner === null)
}

function formatScalar(key: string, value: string | number | boolean | null | undefined): string {
  if (typeof value === 'number' && key === 'ms') return formatDuration(value)
  return value === null || value === undefined ? '' : String(value)
}

function isEmpty(value: Json): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}
