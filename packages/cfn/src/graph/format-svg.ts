import { type Graph, shortType } from './graph.ts'
import { type Layout, layOut, type Point } from './layout.ts'

/** A graph as an SVG drawing of its own, in light and dark; details stand in titles that a pointer shows. */
export function formatSvg(graph: Graph): string {
  const layout = layOut(graph)
  const { width, height } = { width: Math.ceil(layout.width), height: Math.ceil(layout.height) }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(summary(graph))}">`,
    `<style>${style}</style>`,
    ...['arrow', 'far'].map(
      (name) =>
        `<marker id="${name}" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="${name}" d="M0 0 8 4 0 8z"/></marker>`,
    ),
    '<rect class="page" width="100%" height="100%"/>',
    ...stackShapes(layout),
    ...edgeShapes(layout, graph),
    ...nodeShapes(layout),
    '</svg>',
  ].join('\n')
}

const style = [
  'text{font:12px ui-sans-serif,system-ui,sans-serif;fill:#1d2433}',
  '.title{font-weight:600;font-size:13px}.type{font-size:10.5px;fill:#5a6478}.page{fill:#fff}',
  '.stack{fill:#f5f7fa;stroke:#c9d1dc}.node{fill:#fff;stroke:#aab4c3}',
  '.edge{fill:none;stroke:#8a94a6;stroke-width:1.2}.between{stroke:#b4532a;stroke-dasharray:5 3}',
  '.edge:hover{stroke:#0b63ce;stroke-width:2.4}.arrow{fill:#8a94a6}.far{fill:#b4532a}',
  '@media(prefers-color-scheme:dark){text{fill:#e6e9ef}.type{fill:#9aa5b8}.page{fill:#14181f}',
  '.stack{fill:#1b212b;stroke:#36404f}.node{fill:#242c38;stroke:#4a5668}.edge{stroke:#758196}.arrow{fill:#758196}',
  '.between{stroke:#e08a5b}.far{fill:#e08a5b}}',
].join('')

function summary({ stacks, nodes, edges }: Graph): string {
  return `${nodes.length} resources of ${stacks.length} stacks and ${edges.length} references`
}

function stackShapes({ stacks }: Layout): readonly string[] {
  return stacks.map(
    ({ x, y, width, height, title }) =>
      `<rect class="stack" x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="8"/><text class="title" x="${round(x + 16)}" y="${round(y + 24)}">${escaped(title)}</text>`,
  )
}

function nodeShapes({ nodes }: Layout): readonly string[] {
  return nodes.map(({ x, y, width, height, node }) =>
    [
      `<g><title>${escaped(`${node.label}: ${node.type}`)}</title>`,
      `<rect class="node" x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${height}" rx="5"/>`,
      `<rect x="${round(x)}" y="${round(y)}" width="5" height="${height}" rx="2" fill="hsl(${hueOf(node.type)} 55% 50%)"/>`,
      `<text x="${round(x + 14)}" y="${round(y + 17)}">${escaped(node.label)}</text>`,
      `<text class="type" x="${round(x + 14)}" y="${round(y + 31)}">${escaped(shortType(node.type))}</text></g>`,
    ].join(''),
  )
}

function edgeShapes({ edges }: Layout, { nodes }: Graph): readonly string[] {
  const labels = new Map(nodes.map(({ id, label }) => [id, label]))
  return edges.map(({ edge, points, isBetween }) => {
    const asked = edge.details.length === 0 ? '' : ` ${edge.details.join(', ')}`
    const title = `${labels.get(edge.from)} → ${labels.get(edge.to)} (${edge.kinds.join(', ')}${asked})`
    const path = isBetween ? steep(points) : flat(points)
    const [kind, marker] = isBetween ? ['edge between', 'far'] : ['edge', 'arrow']
    return `<path class="${kind}" d="${path}" marker-end="url(#${marker})"><title>${escaped(title)}</title></path>`
  })
}

/** Curves that leave and arrive level. */
function flat(points: readonly Point[]): string {
  return curve(points, ({ x, y }, end) => {
    const half = (end.x - x) / 2
    return [
      { x: x + half, y },
      { x: end.x - half, y: end.y },
    ]
  })
}

/** Curves that leave and arrive upright. */
function steep(points: readonly Point[]): string {
  return curve(points, ({ x, y }, end) => {
    const half = (end.y - y) / 2
    return [
      { x, y: y + half },
      { x: end.x, y: end.y - half },
    ]
  })
}

function curve(points: readonly Point[], handles: (from: Point, to: Point) => readonly Point[]): string {
  const [first, ...rest] = points
  if (first === undefined) return ''
  const parts = rest.map((to, index) => {
    const [one, other] = handles(points[index] ?? first, to)
    return `C${pair(one ?? to)} ${pair(other ?? to)} ${pair(to)}`
  })
  return [`M${pair(first)}`, ...parts].join('')
}

function pair({ x, y }: Point): string {
  return `${round(x)} ${round(y)}`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

/** One colour for each service. */
function hueOf(type: string): number {
  const service = type.split('::')[1] ?? type
  return [...service].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7)
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
