import { type Graph, shortType } from './graph.ts'

/** A graph as a Mermaid flowchart: a subgraph for each stack; references between stacks are dotted. */
export function formatMermaid({ stacks, nodes, edges }: Graph): string {
  // Names of their own: Mermaid takes some words, such as "end", for its own.
  const names = new Map(nodes.map(({ id }, index) => [id, `n${index}`]))
  const stackOf = new Map(nodes.map(({ id, stack }) => [id, stack]))
  const groups = [...stacks, { key: '', name: 'exported elsewhere' }].flatMap(({ key, name }, index) => {
    const own = nodes.filter(({ stack }) => stack === key)
    if (own.length === 0) return []
    const lines = own.map(
      ({ id, label, type }) => `    ${names.get(id)}["${quoted(label)}<br/>${quoted(shortType(type))}"]`,
    )
    return [`  subgraph s${index}["${quoted(key === '' ? name : key)}"]`, ...lines, '  end']
  })
  const arrows = edges.map(({ from, to, kinds, details }) => {
    const arrow = stackOf.get(from) === stackOf.get(to) ? '-->' : '-.->'
    const label =
      details.length > 0 ? details.join(', ') : kinds.every((kind) => kind === 'Ref') ? '' : kinds.join(', ')
    return `  ${names.get(from)} ${arrow}${label === '' ? '' : `|"${quoted(label)}"|`} ${names.get(to)}`
  })
  return ['flowchart LR', ...groups, ...arrows].join('\n')
}

function quoted(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '#quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
