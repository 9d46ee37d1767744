import { referencesOf, type StackSettings } from '@project-utils/project'
import { type ResolveOptions, resolveTemplate, type Template, type TemplateValue } from '@project-utils/template'

/** A template with what its stack's exports and imports are resolved by. */
export interface LinkedTemplate extends ResolveOptions {
  readonly template: Template
}

/** Why a stack comes after others: keys of stacks. */
export interface StackOrder {
  /** All that come first. */
  readonly after: readonly string[]
  /** Those whose outputs it takes as parameters. */
  readonly takes: readonly string[]
  /** Those whose exports it imports, with the outputs that make them. */
  readonly imports: readonly { readonly key: string; readonly output: string }[]
}

/**
 * What comes before each stack: stacks whose outputs it takes, whose exports its template imports, and those it is told to
 * come after. Names of exports are compared as far as they are known. Pure.
 */
export function stackOrder(
  stacks: Readonly<Record<string, Pick<StackSettings, 'key' | 'parameters' | 'after'>>>,
  templates: Readonly<Record<string, LinkedTemplate>>,
): Readonly<Record<string, StackOrder>> {
  const exporters = new Map<string, { readonly key: string; readonly output: string }>()
  for (const [key, linked] of Object.entries(templates)) {
    for (const [name, output] of exportsOf(linked)) exporters.set(name, { key, output })
  }
  const orders = Object.values(stacks).map(({ key, parameters, after }) => {
    const takes = unique(referencesOf(parameters).flatMap((one) => (one.kind === 'outputs' ? [one.stack] : [])))
    const linked = templates[key]
    const names = linked === undefined ? [] : importsOf(linked)
    const imports = names.flatMap((name) => exporters.get(name) ?? []).filter((one) => one.key !== key)
    return [key, { takes, imports, after: unique([...takes, ...imports.map((one) => one.key), ...after]) }] as const
  })
  return Object.fromEntries(orders)
}

function exportsOf(linked: LinkedTemplate): readonly (readonly [name: string, output: string])[] {
  const written = Object.values(linked.template.outputs).flatMap(({ name, exportName }) =>
    exportName === undefined ? [] : [[name, exportName] as const],
  )
  return known(written, linked).map(([output, name]) => [name, output])
}

function importsOf(linked: LinkedTemplate): readonly string[] {
  const written: TemplateValue[] = []
  const walk = (value: TemplateValue): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [key, item] of Object.entries(value)) {
      if (key === 'Fn::ImportValue') written.push(item)
      else walk(item)
    }
  }
  if (JSON.stringify(linked.template.value).includes('"Fn::ImportValue"')) walk(linked.template.value)
  return unique(
    known(
      written.map((value, index) => [String(index), value]),
      linked,
    ).map(([, name]) => name),
  )
}

/** Values under the stack's parameters, without those that are not known: resolved as if they were outputs. */
function known(
  values: readonly (readonly [key: string, value: TemplateValue])[],
  { template, ...options }: LinkedTemplate,
): readonly (readonly [key: string, value: string])[] {
  if (values.length === 0) return []
  const outputs = Object.fromEntries(values.map(([name, value]) => [name, { name, value }]))
  const resolved = resolveTemplate({ ...template, outputs }, options).outputs
  return Object.entries(resolved).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
}

function unique<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items)]
}
