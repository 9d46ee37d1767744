import { isMap, type TemplateMap, type TemplatePath, type TemplateValue } from './value.ts'

/** Takes what is wrong with a section, and where. */
export type Report = (path: TemplatePath, message: string, hint?: string) => void

/** The entries of a section that are written one by one: loops and includes are expanded when the template is resolved. */
export function entriesOf(
  template: TemplateMap,
  section: string,
  report: Report,
): readonly (readonly [string, TemplateValue])[] {
  return Object.entries(sectionOf(template, section, report) ?? {}).filter(([key]) => !isDynamicKey(key))
}

/** A section; undefined where it is absent, or no mapping. */
export function sectionOf(template: TemplateMap, section: string, report: Report): TemplateMap | undefined {
  const value = template[section]
  if (value === undefined) return undefined
  if (isMap(value)) return value
  report([section], `"${section}" must be a mapping`, 'write "Name: …" lines under it, or remove it')
  return undefined
}

/** Tells whether a key stands for entries that are not written: a loop, an include or a macro's answer. */
export function isDynamicKey(key: string): boolean {
  return key === 'Fn::Transform' || key.startsWith('Fn::ForEach::')
}

/** A field that holds a text where the value is one. */
export function textField<K extends string>(key: K, value: unknown): { readonly [key in K]?: string } {
  return typeof value === 'string' ? ({ [key]: value } as { readonly [key in K]?: string }) : {}
}

/** Reports, and gives nothing. */
export function wrong(report: Report, path: TemplatePath, message: string, hint?: string): undefined {
  report(path, message, hint)
  return undefined
}
