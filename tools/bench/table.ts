/** A Markdown table; numbers stand to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, column) => (column === 0 ? '---' : '--:'))
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** Seconds with two decimals. */
export function seconds(value: number): string {
  return value.toFixed(2)
}

/** Milliseconds with a sign, of seconds. */
export function difference(value: number): string {
  const ms = Math.round(value * 1000)
  return ms < 0 ? `−${-ms}` : `+${ms}`
}

/** How many times as much; a dash where there is nothing to compare with. */
export function times(value: number): string {
  if (Number.isNaN(value)) return '–'
  return `${value >= 9.95 ? value.toFixed(0) : value.toFixed(1)}x`
}

/** Megabytes of bytes. */
export function megabytes(bytes: number): string {
  return String(Math.round(bytes / 1e6))
}
