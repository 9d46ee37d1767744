import type { Place } from '@project-utils/contract'
import { readParameters, readRules } from './read-parameters.ts'
import { readResources } from './read-resources.ts'
import { entriesOf, isDynamicKey, type Report, sectionOf, textField } from './sections.ts'
import type { Output, Template } from './template.ts'
import { isMap, record, type TemplateMap, type TemplatePath, type TemplateValue } from './value.ts'

/** What a template is read from. */
export interface TemplateSource {
  readonly file: string
  readonly isDynamic: boolean
  place(path: TemplatePath): Place
}

/** The sections of a template; what does not have the form CloudFormation demands is reported and left out. */
export function readTemplate(value: TemplateMap, { file, isDynamic, place }: TemplateSource, report: Report): Template {
  return {
    file,
    value,
    resources: readResources(value, report),
    parameters: readParameters(value, report),
    outputs: readOutputs(value, report),
    conditions: record(entriesOf(value, 'Conditions', report)),
    mappings: readMappings(value, report),
    rules: readRules(value, report),
    hooks: sectionOf(value, 'Hooks', report) ?? {},
    metadata: sectionOf(value, 'Metadata', report) ?? {},
    transforms: readTransforms(value),
    isDynamic,
    place,
  }
}

/** The mappings; each is a mapping of mappings. */
function readMappings(template: TemplateMap, report: Report): TemplateMap {
  return record(
    entriesOf(template, 'Mappings', report).map(([name, value]): [string, TemplateValue] => {
      const levels = isMap(value) ? Object.entries(value) : []
      const bad = levels.find(([key, below]) => !isMap(below) && !isDynamicKey(key))
      if (!isMap(value) || bad !== undefined) {
        const path = ['Mappings', name, ...(bad === undefined ? [] : [bad[0]])]
        report(path, `mapping ${name} must have two levels of keys`, 'write "Key: { Name: value }" under it')
      }
      return [name, value]
    }),
  )
}

/** The resource that a path leads to or into. */
export function resourceOf(path: TemplatePath): { readonly resource?: string } {
  const [section, id] = path
  return section === 'Resources' && typeof id === 'string' ? { resource: id } : {}
}

/** The outputs; each must have a value. */
function readOutputs(template: TemplateMap, report: Report): Readonly<Record<string, Output>> {
  return record(
    entriesOf(template, 'Outputs', report).flatMap(([name, value]): [string, Output][] => {
      if (!isMap(value) || value['Value'] === undefined) {
        report(['Outputs', name], `output ${name} has no value`, 'add "Value: …"')
        return []
      }
      const exported = isMap(value['Export']) ? value['Export']['Name'] : undefined
      const exportName = exported === undefined ? {} : { exportName: exported }
      return [[name, { name, value: value['Value'], ...textField('condition', value['Condition']), ...exportName }]]
    }),
  )
}

/** Names of the macros under `Transform`. */
function readTransforms(template: TemplateMap): readonly string[] {
  const value = template['Transform']
  const list: readonly (TemplateValue | undefined)[] = Array.isArray(value) ? value : [value]
  return list.flatMap((one) => {
    const name = isMap(one) ? one['Name'] : one
    return typeof name === 'string' ? [name] : []
  })
}
