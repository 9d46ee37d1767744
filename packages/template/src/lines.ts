/** Where an offset of a text lies; both count from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Tells positions in a text; its lines are counted at the first question only. */
export function countLines(text: string): (offset: number) => Position {
  let starts: number[] | undefined
  return (offset) => {
    starts ??= startsOf(text)
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
  }
}

function startsOf(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}
