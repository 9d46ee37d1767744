const colours = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g')

/** Columns that a text takes, colours left out. */
export function widthOf(text: string): number {
  return [...text.replace(colours, '')].length
}

/** Cuts a text to a width in columns, with an ellipsis where something is lost. Takes no coloured text. */
export function truncate(text: string, width: number): string {
  const letters = [...text]
  return letters.length <= width ? text : `${letters.slice(0, Math.max(0, width - 1)).join('')}…`
}

/**
 * Wraps a text at words to a width in columns, every line after an indent. Words longer than the room stay whole, so that
 * a path or a command can be copied; lines that are set already (indented, such as a code frame) stay as they are.
 */
export function wrap(text: string, width: number, indent = ''): string {
  const room = Math.max(20, width - indent.length)
  return text
    .split('\n')
    .flatMap((line) => (/^\s|^\d+ \|/.test(line) ? [line] : wrapLine(line, room)))
    .map((line) => `${indent}${line}`.trimEnd())
    .join('\n')
}

function wrapLine(text: string, room: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > room) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
