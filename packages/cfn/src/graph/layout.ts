import { type Graph, type GraphEdge, type GraphNode, shortType } from './graph.ts'
import { arrange, type Layers } from './layers.ts'

/** A point of a drawing; pixels. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** A rectangle of a drawing; pixels. */
interface Box extends Point {
  readonly width: number
  readonly height: number
}

/** Where everything of a graph is drawn. */
export interface Layout {
  readonly width: number
  readonly height: number
  readonly stacks: readonly (Box & { readonly title: string })[]
  readonly nodes: readonly (Box & { readonly node: GraphNode })[]
  readonly edges: readonly {
    readonly edge: GraphEdge
    readonly points: readonly Point[]
    readonly isBetween: boolean
  }[]
}

const nodeHeight = 40
/** Of a column, for an arrow that passes through. */
const bendRoom = 16
const gap = { x: 56, y: 14, stack: 28 }
const padding = { side: 18, top: 40, bottom: 18 }
/** About the width of a letter at 12 pixels. */
const letter = 7

/** Lays a graph out: a box for each stack, one below the other, in it columns from what refers to what is referred to. */
export function layOut(graph: Graph): Layout {
  const groups = [...graph.stacks, { key: '', name: 'exported elsewhere' }]
  const stacks: (Box & { title: string })[] = []
  const boxes = new Map<string, Box & { node: GraphNode }>()
  const ways = new Map<GraphEdge, readonly Point[]>()
  let top = gap.stack
  for (const { key, name } of groups) {
    const nodes = graph.nodes.filter(({ stack }) => stack === key)
    if (nodes.length === 0) continue
    const inside = graph.edges.filter(
      ({ from, to }) => nodes.some(({ id }) => id === from) && nodes.some(({ id }) => id === to),
    )
    const part = layOutStack(nodes, inside, { x: gap.stack + padding.side, y: top + padding.top })
    for (const box of part.boxes) boxes.set(box.node.id, box)
    for (const [edge, points] of part.ways) ways.set(edge, points)
    const title = key === '' ? name : key === name ? key : `${key} (${name})`
    const width = Math.max(part.width, title.length * (letter + 1)) + 2 * padding.side
    stacks.push({ x: gap.stack, y: top, width, height: part.height + padding.top + padding.bottom, title })
    top += part.height + padding.top + padding.bottom + gap.stack
  }
  const edges = graph.edges.flatMap((edge) => {
    const points = ways.get(edge) ?? between(boxes.get(edge.from), boxes.get(edge.to))
    return points === undefined ? [] : [{ edge, points, isBetween: !ways.has(edge) }]
  })
  const width = Math.max(0, ...stacks.map((box) => box.width)) + 2 * gap.stack
  return { width, height: top, stacks, nodes: [...boxes.values()], edges }
}

interface Part {
  readonly width: number
  readonly height: number
  readonly boxes: readonly (Box & { node: GraphNode })[]
  readonly ways: ReadonlyMap<GraphEdge, readonly Point[]>
}

function layOutStack(nodes: readonly GraphNode[], edges: readonly GraphEdge[], origin: Point): Part {
  const joined = nodes.filter(({ id }) => edges.some(({ from, to }) => from === id || to === id))
  const alone = nodes.filter((node) => !joined.includes(node))
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const layers = arrange(
    joined.map(({ id }) => id),
    edges,
  )
  const widths = layers.columns.map((column) => Math.max(0, ...column.map((id) => widthOf(byId.get(id)))))
  const centres = middles(layers, (id) => (byId.has(id) ? nodeHeight + gap.y : bendRoom))
  const boxes = new Map<string, Box>()
  let x = origin.x
  for (const [index, column] of layers.columns.entries()) {
    const width = widths[index] ?? 0
    for (const id of column) {
      const height = byId.has(id) ? nodeHeight : 0
      boxes.set(id, { x, y: origin.y + (centres.get(id) ?? 0) - height / 2, width, height })
    }
    x += width + gap.x
  }
  const drawn = joined.length === 0 ? 0 : Math.max(...[...boxes.values()].map((box) => box.y + box.height)) - origin.y
  const grid = gridOf(alone, { x: origin.x, y: origin.y + drawn + (drawn > 0 ? 2 * gap.y : 0) }, x - gap.x - origin.x)
  const ways = new Map(
    edges.map((edge): [GraphEdge, readonly Point[]] => [edge, wayOf(layers.ways.get(edge) ?? [], boxes, edge)]),
  )
  const placed = joined.flatMap((node) => {
    const box = boxes.get(node.id)
    return box === undefined ? [] : [{ ...box, node }]
  })
  const all = [...placed, ...grid]
  return {
    boxes: all,
    ways,
    width: Math.max(0, ...all.map((box) => box.x + box.width)) - origin.x,
    height: Math.max(0, ...all.map((box) => box.y + box.height)) - origin.y,
  }
}

function widthOf(node: GraphNode | undefined): number {
  if (node === undefined) return 0
  return Math.max(node.label.length * letter, shortType(node.type).length * (letter - 1)) + 28
}

/** How much of its column a thing takes: a bend needs less than a node. */
type Room = (id: string) => number

/** Where the middles of things of a column stand: in their order, near the middle of what they are joined to. */
function middles({ columns, ways }: Layers, room: Room): ReadonlyMap<string, number> {
  const placed = new Map<string, number>()
  for (const column of columns) {
    let at = 0
    for (const id of column) {
      placed.set(id, at + room(id) / 2)
      at += room(id)
    }
  }
  const near = new Map<string, string[]>()
  for (const way of ways.values()) {
    for (let at = 1; at < way.length; at++) {
      const [one, other] = [way[at - 1] ?? '', way[at] ?? '']
      near.set(one, [...(near.get(one) ?? []), other])
      near.set(other, [...(near.get(other) ?? []), one])
    }
  }
  for (let round = 0; round < 24; round++) {
    for (const column of round % 2 === 0 ? columns : columns.toReversed()) settle(column, near, placed, room)
  }
  const least = Math.min(...[...placed].map(([id, middle]) => middle - room(id) / 2))
  return new Map([...placed].map(([id, middle]) => [id, middle - least]))
}

function settle(
  column: readonly string[],
  near: ReadonlyMap<string, readonly string[]>,
  placed: Map<string, number>,
  room: Room,
): void {
  const wanted = column.map((id) => {
    const others = (near.get(id) ?? []).map((one) => placed.get(one) ?? 0)
    return others.length === 0 ? (placed.get(id) ?? 0) : others.reduce((sum, one) => sum + one, 0) / others.length
  })
  const apart = (at: number): number => (room(column[at - 1] ?? '') + room(column[at] ?? '')) / 2
  // The mean of the lowest and the highest arrangement that keep order and distance.
  const down = wanted.slice()
  for (let at = 1; at < down.length; at++) down[at] = Math.max(down[at] ?? 0, (down[at - 1] ?? 0) + apart(at))
  const up = wanted.slice()
  for (let at = up.length - 1; at > 0; at--) up[at - 1] = Math.min(up[at - 1] ?? 0, (up[at] ?? 0) - apart(at))
  for (const [at, id] of column.entries()) placed.set(id, ((down[at] ?? 0) + (up[at] ?? 0)) / 2)
}

/** What nothing is joined to, in rows as wide as the rest. */
function gridOf(nodes: readonly GraphNode[], origin: Point, room: number): readonly (Box & { node: GraphNode })[] {
  const width = Math.max(0, ...nodes.map(widthOf))
  const columns = Math.max(Math.floor((room + gap.x) / (width + gap.x)), 4)
  return nodes.map((node, index) => ({
    node,
    x: origin.x + (index % columns) * (width + gap.y),
    y: origin.y + Math.floor(index / columns) * (nodeHeight + gap.y),
    width,
    height: nodeHeight,
  }))
}

/** From the right side of one box to the left side of the next; against the direction where a circle is closed. */
function wayOf(way: readonly string[], boxes: ReadonlyMap<string, Box>, edge: GraphEdge): readonly Point[] {
  const points = way.flatMap((id, index): Point[] => {
    const box = boxes.get(id)
    if (box === undefined) return []
    const y = box.y + box.height / 2
    const ends = { left: { x: box.x, y }, right: { x: box.x + box.width, y } }
    if (index === 0) return [ends.right]
    return index === way.length - 1 ? [ends.left] : [ends.left, ends.right]
  })
  return way[0] === edge.from ? points : points.toReversed()
}

/** Between stacks: from below one to above the other, or the other way round. */
function between(from: Box | undefined, to: Box | undefined): readonly Point[] | undefined {
  if (from === undefined || to === undefined) return undefined
  const isDown = from.y < to.y
  return [
    { x: from.x + from.width / 2, y: isDown ? from.y + from.height : from.y },
    { x: to.x + to.width / 2, y: isDown ? to.y : to.y + to.height },
  ]
}
