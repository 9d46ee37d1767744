import { type Graph, type GraphEdge, type GraphNode, shortType } from './graph.ts'

/** A graph as text: each stack, its resources by name, and below each what it refers to. */
export function formatText({ stacks, nodes, edges }: Graph): string {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const groups = [...stacks, { key: '', name: '' }].flatMap(({ key, name }) => {
    const own = nodes.filter(({ stack }) => stack === key)
    if (own.length === 0) return []
    const title = key === '' ? 'exported elsewhere' : key === name ? key : `${key} (${name})`
    return [[title, ...own.flatMap((node) => nodeLines(node, edges, byId))].join('\n')]
  })
  return groups.length === 0 ? 'no resources' : groups.join('\n\n')
}

function nodeLines(
  node: GraphNode,
  edges: readonly GraphEdge[],
  byId: ReadonlyMap<string, GraphNode>,
): readonly string[] {
  const uses = edges
    .filter(({ from }) => from === node.id)
    .map(({ to, kinds, details }) => {
      const target = byId.get(to)
      const other = target === undefined || target.stack === node.stack ? '' : target.stack
      const place = other === '' ? '' : ` in ${other}`
      const asked = details.length === 0 ? '' : ` ${details.join(', ')}`
      return `    → ${target?.label ?? to}${place} (${kinds.join(', ')}${asked})`
    })
  return [`  ${node.label}  ${shortType(node.type)}`, ...uses]
}
