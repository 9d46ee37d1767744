import type { ResolvedTemplate } from '../resolve.ts'
import { intrinsicOf, type TemplatePath } from '../value.ts'
import type { OtherStack } from './rule.ts'
import { visitMaps } from './visit.ts'

/** A value that a template exports or imports. */
export interface SharedName {
  /** Undefined where it is known only later. */
  readonly name: string | undefined
  readonly path: TemplatePath
}

/** An export, with the output that has it. */
export interface Export extends SharedName {
  readonly output: string
}

/** What a template exports under its conditions. */
export function exportsOf({ exports }: ResolvedTemplate): readonly Export[] {
  return Object.entries(exports).map(([output, name]) => ({
    output,
    name: textOf(name),
    path: ['Outputs', output, 'Export', 'Name'],
  }))
}

/** What a template imports, in resources that exist under its conditions and in all outputs. */
export function importsOf({ template, resources, resolve }: ResolvedTemplate): readonly SharedName[] {
  const found: SharedName[] = []
  for (const section of ['Resources', 'Outputs']) {
    visitMaps(template.value[section], [section], (map, path) => {
      if (path.length === 2 && section === 'Resources' && resources[String(path[1])] === undefined) return false
      const [name, argument] = intrinsicOf(map) ?? []
      if (name === 'Fn::ImportValue' && argument !== undefined) found.push({ name: textOf(resolve(argument)), path })
      return undefined
    })
  }
  return found
}

/** A stack as the other stacks of its project see it. */
export function otherStack(name: string, resolved: ResolvedTemplate): OtherStack {
  const exported = exportsOf(resolved)
  const imported = importsOf(resolved)
  const known = (all: readonly SharedName[]): readonly string[] =>
    all.flatMap((one) => (one.name === undefined ? [] : [one.name]))
  return {
    name,
    exports: known(exported),
    imports: known(imported),
    isOpen: exported.some((one) => one.name === undefined),
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
