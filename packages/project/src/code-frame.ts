import type { Place } from '@project-utils/contract'

const widest = 100

/**
 * Shows the line of a place with the one before it and a caret under the column, each line cut to the part around the
 * column. Empty for a place without a line, or beyond the text.
 */
export function codeFrame(text: string, place: Pick<Place, 'line' | 'column'>): string {
  if (place.line === undefined) return ''
  const lines = text.split('\n', place.line)
  const line = lines[place.line - 1]
  if (line === undefined) return ''
  const column = Math.max(1, place.column ?? 1)
  const from = Math.max(0, column - 1 - Math.floor(widest / 2))
  const before = lines[place.line - 2]
  const width = String(place.line).length
  const rows = before === undefined || before.trim() === '' ? [] : [row(String(place.line - 1), before, from, width)]
  const caret = `${' '.repeat(width + 2)} | ${shown(line.slice(from, column - 1)).replace(/./g, ' ')}^`
  return [...rows, row(String(place.line), line, from, width), caret].join('\n')
}

function row(number: string, line: string, from: number, width: number): string {
  return `  ${number.padStart(width)} | ${shown(line.slice(from, from + widest))}`.trimEnd()
}

/** Tabs as one blank and control characters as dots, so that the caret stays under its column and no terminal is steered. */
function shown(text: string): string {
  return text.replace(/\r$/, '').replace(/\t/g, ' ').replace(/\p{C}/gu, '·')
}
