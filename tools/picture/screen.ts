/** How a piece of text looks. A colour is a number of the sixteen: 0 to 7, and 8 to 15 for the bright ones. */
export interface Style {
  readonly color?: number
  readonly bold?: boolean
  readonly dim?: boolean
}

/** A piece of a line in one style, with the column where it begins. */
export interface Span {
  readonly column: number
  readonly text: string
  readonly style: Style
}

interface Cell {
  readonly char: string
  readonly style: Style
}

const plain: Style = {}
const escapeCharacter = String.fromCharCode(27)
const control = new RegExp(`${escapeCharacter}\\[([?\\d;]*)([A-Za-z])`, 'y')

/**
 * What a terminal shows in the end of all that was written to it, line by line, without empty lines at the end. Throws
 * at what it does not know, so that no picture is wrong without a word.
 */
export function finalScreen(written: string): readonly (readonly Span[])[] {
  const rows: Cell[][] = [[]]
  let [row, column] = [0, 0]
  let style = plain
  const line = (): Cell[] => {
    while (rows.length <= row) rows.push([])
    return rows[row] ?? []
  }

  const moves: Readonly<Record<string, (count: number) => void>> = {
    A: (count) => {
      row = Math.max(0, row - count)
    },
    B: (count) => {
      row += count
    },
    G: (to) => {
      column = to - 1
    },
  }

  function erase(kind: string, how: string): void {
    if (kind === 'K' && how === '2') line().length = 0
    else if (kind === 'K' && (how === '' || how === '0')) line().length = Math.min(column, line().length)
    else if (kind === 'J' && (how === '' || how === '0')) {
      line().length = Math.min(column, line().length)
      rows.length = row + 1
    } else throw new Error(`the terminal cannot erase '${how}${kind}'`)
  }

  for (let at = 0; at < written.length; ) {
    control.lastIndex = at
    const [sequence, parameters = '', kind = ''] = control.exec(written) ?? []
    if (sequence !== undefined) {
      at += sequence.length
      const move = moves[kind]
      if (parameters.startsWith('?')) continue
      if (kind === 'm') style = parameters.split(';').reduce(restyle, style)
      else if (move !== undefined) move(Number(parameters || '1'))
      else erase(kind, parameters)
      continue
    }
    const char = String.fromCodePoint(written.codePointAt(at) ?? 0)
    at += char.length
    if (char === '\n') row += 1
    else if (char === '\r') column = 0
    else if (char < ' ') throw new Error(`the terminal does not know the character ${char.charCodeAt(0)}`)
    else {
      const cells = line()
      while (cells.length < column) cells.push({ char: ' ', style: plain })
      cells[column] = { char, style }
      column += 1
    }
  }
  const lines = rows.map(spansOf)
  return lines.slice(0, lines.findLastIndex((spans) => spans.length > 0) + 1)
}

function restyle(style: Style, code: string): Style {
  const number = Number(code || '0')
  if (number === 0) return plain
  if (number === 1) return { ...style, bold: true }
  if (number === 2) return { ...style, dim: true }
  if (number === 22) return { ...style, bold: false, dim: false }
  const { color: _, ...colorless } = style
  if (number === 39) return colorless
  if (number >= 30 && number <= 37) return { ...style, color: number - 30 }
  if (number >= 90 && number <= 97) return { ...style, color: number - 82 }
  throw new Error(`the terminal does not know the style ${code}`)
}

function spansOf(cells: readonly Cell[]): readonly Span[] {
  const spans: { column: number; text: string; style: Style }[] = []
  for (const [column, { char, style }] of cells.entries()) {
    const last = spans.at(-1)
    if (last !== undefined && isSame(last.style, style)) last.text += char
    else spans.push({ column, text: char, style })
  }
  // Nobody sees spaces.
  return spans.filter(({ text }) => text.trim() !== '')
}

function isSame(one: Style, other: Style): boolean {
  return one.color === other.color && !one.bold === !other.bold && !one.dim === !other.dim
}
