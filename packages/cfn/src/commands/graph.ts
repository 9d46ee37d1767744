import { relative, resolve } from 'node:path'
import { readText } from '@project-utils/artifact'
import type { Invocation } from '@project-utils/cli'
import { type Envelope, type ErrorTable, ProjectError } from '@project-utils/contract'
import { type Project, referencesOf } from '@project-utils/project'
import { ask } from '@project-utils/run'
import { parseTemplate, type Template } from '@project-utils/template'
import { formatMermaid } from '../graph/format-mermaid.ts'
import { formatText } from '../graph/format-text.ts'
import type { Graph } from '../graph/graph.ts'
import { readGraph, type StackToDraw } from '../graph/read-graph.ts'
import { includeReader } from '../state/include-reader.ts'
import { readTemplates } from '../state/read-templates.ts'
import { errorTables } from './error-tables.ts'
import { openStacks } from './open-stacks.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-cfn graph`: the resources of stacks, or of any templates, and what refers to what; asks nobody. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const { flags, arguments: names, cwd } = invocation
  const files = names.filter((name) => /[./\\]/.test(name))
  if (files.length > 0 && files.length < names.length) {
    throw new ProjectError('CFN_GRAPH_MIXED', `${names.join(', ')}: either stacks or templates are drawn`, {
      hint: 'name stacks by their keys, or templates by their paths',
    })
  }
  const form = String(flags['form'])
  const question = {
    command: 'cfn graph',
    scopes: [],
    ask: async () => {
      const { stacks, findings } =
        files.length > 0 ? { stacks: await ofFiles(files, cwd), findings: [] } : await ofProject(invocation)
      const graph = readGraph(stacks)
      const parts = {
        stacks: graph.stacks,
        nodes: graph.nodes.map((node) => ({ ...node })),
        edges: graph.edges.map((edge) => ({ ...edge })),
      }
      return { data: { ...parts, form, graph: await format(graph, form) }, findings }
    },
  }
  return await ask(question, invocation.options(errorTables))
}

async function format(graph: Graph, form: string): Promise<string> {
  if (form === 'mermaid') return formatMermaid(graph)
  return form === 'svg' ? (await import('../graph/format-svg.ts')).formatSvg(graph) : formatText(graph)
}

async function ofFiles(files: readonly string[], cwd: string): Promise<readonly StackToDraw[]> {
  const { resolveIn } = await import('@project-utils/template/validate')
  return files.map((name) => {
    const path = resolve(cwd, name)
    const template = parseTemplate(readText(path), relative(cwd, path))
    const resolved = resolveIn(template, { readFile: includeReader(path) })
    return { key: name, name, resolved, sources: {} }
  })
}

async function ofProject(
  invocation: Invocation,
): Promise<{ stacks: readonly StackToDraw[]; findings: Envelope['findings'] }> {
  const { project, stacks, findings } = await openStacks(invocation, invocation.arguments)
  const [{ resolveIn }, { stackSettings }] = await Promise.all([
    import('@project-utils/template/validate'),
    import('../validate/stack-setting.ts'),
  ])
  const templates: Readonly<Record<string, Template>> = readTemplates(stacks)
  const [scope] = project.scopes
  const settings = stackSettings({ project, scope, stacks, templates, today: '' })
  const drawn = stacks.flatMap(({ key, name, template: file }): StackToDraw[] => {
    const template = templates[key]
    if (template === undefined) return []
    const resolved = resolveIn(template, { ...settings[key], readFile: includeReader(file) })
    return [{ key, name, resolved, sources: sourcesOf(project, key) }]
  })
  return { stacks: drawn, findings }
}

/** Outputs of other stacks that a stack's parameters take their values from. */
function sourcesOf({ stacks }: Project, key: string): StackToDraw['sources'] {
  const entries = Object.entries(stacks[key]?.parameters ?? {}).map(
    ([name, value]): [string, StackToDraw['sources'][string]] => [
      name,
      referencesOf(value).flatMap((reference) => (reference.kind === 'outputs' ? [reference] : [])),
    ],
  )
  return Object.fromEntries(entries)
}
