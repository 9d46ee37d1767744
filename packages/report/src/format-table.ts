import { type Form, formOf } from './paint.ts'
import { truncate, widthOf } from './text.ts'

const gap = '  '
const narrowest = 8

/**
 * Rows as columns under a heading of their keys, in the order in which the keys first appear. A table wider than the form
 * is narrowed at its widest column, down to eight columns each. Empty where there are no rows.
 */
export function formatTable(rows: readonly Readonly<Record<string, string>>[], form?: Partial<Form>): string {
  const { paint, width } = formOf(form)
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const natural = keys.map((key) => Math.max(widthOf(key), ...rows.map((row) => widthOf(row[key] ?? ''))))
  const widths = narrow(natural, width - gap.length * (keys.length - 1))
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => pad(truncate(cell, widths[index] ?? 0), widths[index] ?? 0))
      .join(gap)
      .trimEnd()
  if (rows.length === 0) return ''
  return [
    paint.bold(line(keys)),
    ...rows.map((row) => line(keys.map((key) => (row[key] ?? '').replaceAll('\n', ' ')))),
  ].join('\n')
}

function narrow(widths: readonly number[], room: number): readonly number[] {
  const narrowed = [...widths]
  const total = (): number => narrowed.reduce((sum, width) => sum + width, 0)
  while (total() > room) {
    const widest = narrowed.indexOf(Math.max(...narrowed))
    const width = narrowed[widest] ?? 0
    if (width <= narrowest) break
    narrowed[widest] = width - 1
  }
  return narrowed
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)))
}
