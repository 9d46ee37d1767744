import type { Span, Style } from './screen.ts'

/** What a picture shows. */
export interface Picture {
  /** For people who cannot see it. */
  readonly title: string
  /** The command, as it was typed. */
  readonly command: string
  readonly lines: readonly (readonly Span[])[]
}

const font = { size: 14, column: 8.4, row: 20 } as const
const margin = { left: 20, top: 56, bottom: 20 } as const
/** Readable on `paper` (contrast of 4.5 and more), which stands for itself on a light page and on a dark one. */
const paper = '#0d1117'
const ink = '#e6edf3'
const faint = '#9198a1'
const colors = [
  ...['#6e7681', '#ff7b72', '#3fb950', '#d29922', '#58a6ff', '#bc8cff', '#39c5cf', '#b1bac4'],
  ...['#9198a1', '#ffa198', '#56d364', '#e3b341', '#79c0ff', '#d2a8ff', '#56d4dd', '#ffffff'],
]

/** A picture of a terminal as SVG: text that can be searched and scaled, in the reader's own monospaced font. */
export function svg({ title, command, lines }: Picture): string {
  const prompt: readonly Span[] = [
    { column: 0, text: '$', style: { dim: true } },
    { column: 2, text: command, style: { bold: true } },
  ]
  const all = [prompt, [], ...lines]
  const columns = Math.max(80, ...all.flatMap((spans) => spans.map(({ column, text }) => column + [...text].length)))
  const width = Math.ceil(2 * margin.left + columns * font.column)
  const height = margin.top + all.length * font.row + margin.bottom
  const texts = all.flatMap((spans, row) => spans.map((span) => textOf(span, margin.top + (row + 0.75) * font.row)))
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">
<title>${escaped(title)}</title>
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="10" fill="${paper}" stroke="#3d444d"/>
<g>${['#ff5f57', '#febc2e', '#28c840'].map((fill, index) => `<circle cx="${24 + index * 20}" cy="24" r="6" fill="${fill}"/>`).join('')}</g>
<g font-family="ui-monospace, SFMono-Regular, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace" font-size="${font.size}" fill="${ink}">
${texts.join('\n')}
</g>
</svg>
`
}

/**
 * The length is written down, so that columns stand under each other in a font of any width; and words that several
 * spaces part are texts of their own, since SVG makes those spaces one.
 */
function textOf({ column, text, style }: Span, y: number): string {
  return [...text.matchAll(/\S+(?: \S+)*/g)]
    .map(({ 0: words, index }) => {
      const x = round(margin.left + (column + [...text.slice(0, index)].length) * font.column)
      const length = round([...words].length * font.column)
      return `<text x="${x}" y="${round(y)}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${look(style)}>${escaped(words)}</text>`
    })
    .join('\n')
}

function look({ color, bold, dim }: Style): string {
  const fill = color === undefined ? (dim ? faint : undefined) : colors[color]
  return `${fill === undefined ? '' : ` fill="${fill}"`}${bold ? ' font-weight="bold"' : ''}`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
