import {
  generatedResources,
  type NameUse,
  namesUsed,
  type ResolvedTemplate,
  type TemplateMap,
  type TemplateValue,
} from '@project-utils/template'
import type { EdgeKind, Graph, GraphEdge, GraphNode } from './graph.ts'

/** A stack as the graph sees it. */
export interface StackToDraw {
  readonly key: string
  readonly name: string
  readonly resolved: ResolvedTemplate
  /** Outputs of other stacks that its parameters take their values from, by parameter. */
  readonly sources: Readonly<Record<string, readonly { readonly stack: string; readonly output: string }[]>>
}

/**
 * The resources of stacks and what refers to what: within a stack, through exports, and through outputs that become
 * parameters. Resources that conditions rule out are missing.
 */
export function readGraph(stacks: readonly StackToDraw[]): Graph {
  const nodes = new Map<string, GraphNode>()
  const edges = new Map<string, { readonly edge: GraphEdge; kinds: Set<EdgeKind>; details: Set<string> }>()
  for (const { key, resolved } of stacks) {
    for (const { logicalId, type } of Object.values(resolved.resources)) {
      nodes.set(`${key}.${logicalId}`, { id: `${key}.${logicalId}`, stack: key, label: logicalId, type })
    }
  }
  const join = (from: string, to: string, kind: EdgeKind, detail?: string): void => {
    if (from === to || !nodes.has(from) || !nodes.has(to)) return
    const known = edges.get(`${from} ${to}`)
    const one = known ?? { edge: { from, to, kinds: [], details: [] }, kinds: new Set(), details: new Set() }
    edges.set(`${from} ${to}`, one)
    one.kinds.add(kind)
    if (detail !== undefined) one.details.add(detail)
  }
  const world = { stacks, nodes, join }
  for (const stack of stacks) {
    for (const use of namesUsed(stack.resolved.template)) joinUse(use, stack, world)
    for (const { logicalId } of Object.values(stack.resolved.resources)) joinImports(logicalId, stack, world)
  }
  return {
    stacks: stacks.map(({ key, name }) => ({ key, name })),
    nodes: [...nodes.values()],
    edges: [...edges.values()].map(({ edge, kinds, details }) => ({
      ...edge,
      kinds: [...kinds],
      details: [...details],
    })),
  }
}

interface World {
  readonly stacks: readonly StackToDraw[]
  readonly nodes: Map<string, GraphNode>
  join(from: string, to: string, kind: EdgeKind, detail?: string): void
}

function joinUse({ kind, name, attribute, path }: NameUse, stack: StackToDraw, world: World): void {
  const [section, id] = path
  if (section !== 'Resources' || kind === 'Condition') return
  const from = `${stack.key}.${id}`
  const owner = ownerOf(name, stack)
  if (owner !== undefined) world.join(from, `${stack.key}.${owner}`, kind, attribute)
  for (const { stack: key, output } of stack.sources[name] ?? []) {
    const other = world.stacks.find((one) => one.key === key)
    for (const target of other === undefined ? [] : outputTargets(other, output, world)) {
      world.join(from, target, 'Output', output)
    }
  }
}

/** The resource that a name belongs to: itself, or the one that SAM makes it for. */
function ownerOf(name: string, { resolved }: StackToDraw): string | undefined {
  if (resolved.resources[name] !== undefined) return name
  return generatedResources(resolved.template).find(({ logicalId, isHashed }) => !isHashed && logicalId === name)?.from
}

/** The resources that an output tells of; the output itself where it tells of none. */
function outputTargets(stack: StackToDraw, output: string, { nodes }: World): readonly string[] {
  const { key, resolved } = stack
  const targets = namesUsed(resolved.template).flatMap(({ name, path, kind }) => {
    const owner = path[0] === 'Outputs' && path[1] === output && kind !== 'Condition' ? ownerOf(name, stack) : undefined
    return owner === undefined ? [] : [`${key}.${owner}`]
  })
  if (targets.length > 0) return [...new Set(targets)]
  const id = `${key}.Outputs.${output}`
  if (resolved.template.outputs[output] === undefined) return []
  nodes.set(id, { id, stack: key, label: output, type: 'Output' })
  return [id]
}

function joinImports(logicalId: string, stack: StackToDraw, world: World): void {
  const properties = stack.resolved.template.resources[logicalId]?.properties ?? {}
  for (const argument of importsIn(properties)) {
    const name = stack.resolved.resolve(argument)
    if (typeof name !== 'string') continue
    for (const target of exportTargets(name, world))
      world.join(`${stack.key}.${logicalId}`, target, 'ImportValue', name)
  }
}

/** What a name is exported for: by a stack of the project, or by somebody else. */
function exportTargets(name: string, world: World): readonly string[] {
  for (const stack of world.stacks) {
    const [output] = Object.entries(stack.resolved.exports).find(([, exported]) => exported === name) ?? []
    if (output !== undefined) return outputTargets(stack, output, world)
  }
  const id = `.${name}`
  world.nodes.set(id, { id, stack: '', label: name, type: 'Export' })
  return [id]
}

function importsIn(value: TemplateValue | undefined): readonly TemplateValue[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return (value as readonly TemplateValue[]).flatMap(importsIn)
  return Object.entries(value as TemplateMap).flatMap(([key, item]) =>
    key === 'Fn::ImportValue' ? [item] : importsIn(item),
  )
}
