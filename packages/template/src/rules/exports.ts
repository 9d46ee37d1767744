import type { ResolvedTemplate } from '../resolve.ts'
import { intrinsicOf, type TemplatePath, type TemplateValue } from '../value.ts'
import { resolveValues } from './resolve-values.ts'
import type { OtherStack, ValidationSetting } from './rule.ts'
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
export function exportsOf(resolved: ResolvedTemplate, setting: ValidationSetting): readonly Export[] {
  const { template } = resolved
  const outputs = Object.values(template.outputs).filter(
    ({ name, exportName }) => exportName !== undefined && Object.hasOwn(resolved.outputs, name),
  )
  if (outputs.length === 0) return []
  const values = outputs.map(({ exportName }) => exportName ?? null)
  const names = resolveValues(template, values, setting)
  return outputs.map(({ name: output }, index) => ({
    output,
    name: textOf(names[index]),
    path: ['Outputs', output, 'Export', 'Name'],
  }))
}

/** What a template imports, in resources that exist under its conditions and in all outputs. */
export function importsOf(resolved: ResolvedTemplate, setting: ValidationSetting): readonly SharedName[] {
  const { template } = resolved
  const paths: TemplatePath[] = []
  const values: TemplateValue[] = []
  for (const section of ['Resources', 'Outputs']) {
    visitMaps(template.value[section], [section], (map, path) => {
      if (path.length === 2 && section === 'Resources' && resolved.resources[String(path[1])] === undefined)
        return false
      const [name, argument] = intrinsicOf(map) ?? []
      if (name !== 'Fn::ImportValue' || argument === undefined) return undefined
      paths.push(path)
      values.push(argument)
      return undefined
    })
  }
  if (values.length === 0) return []
  const names = resolveValues(template, values, setting)
  return paths.map((path, index) => ({ name: textOf(names[index]), path }))
}

/** A stack as the other stacks of its project see it. */
export function otherStack(name: string, resolved: ResolvedTemplate, setting: ValidationSetting): OtherStack {
  const exported = exportsOf(resolved, setting)
  const imported = importsOf(resolved, setting)
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
