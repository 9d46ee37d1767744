import type { Output, Parameter, Resource } from './template.ts'
import { isMap, type TemplateMap, type TemplatePath, type TemplateValue } from './value.ts'

/** Takes what is wrong with a section, and where. */
export type Report = (path: TemplatePath, message: string, hint?: string) => void

/** The resources; at least one is demanded. Loops (`Fn::ForEach::…`) are left to CloudFormation. */
export function readResources(template: TemplateMap, report: Report): Readonly<Record<string, Resource>> {
  const section = mapOf(template, 'Resources', report)
  if (section === undefined || Object.keys(section).length === 0) {
    if (template['Resources'] === undefined || section !== undefined) {
      report(
        section === undefined ? [] : ['Resources'],
        'a template needs at least one resource under "Resources"',
        'add one, such as "Queue: { Type: AWS::SQS::Queue }"',
      )
    }
    return {}
  }
  const resources: [string, Resource][] = []
  for (const [id, value] of Object.entries(section)) {
    if (isLoop(id)) continue
    const path = ['Resources', id]
    if (!/^[A-Za-z0-9]{1,255}$/.test(id)) report(path, `"${id}" is no logical id`, 'use letters and digits only')
    const resource = readResource(id, value, path, report)
    if (resource !== undefined) resources.push([id, resource])
  }
  return Object.fromEntries(resources)
}

function readResource(id: string, value: TemplateValue, path: TemplatePath, report: Report): Resource | undefined {
  if (!isMap(value)) return wrong(report, path, `resource ${id} must be a mapping`)
  const { Type: type, Properties: properties = {}, DependsOn: dependsOn = [], Condition: condition } = value
  if (typeof type !== 'string') {
    return wrong(report, path, `resource ${id} has no type`, 'add "Type: AWS::Service::Thing"')
  }
  if (properties !== null && !isMap(properties)) {
    return wrong(
      report,
      [...path, 'Properties'],
      `the properties of ${id} must be a mapping`,
      'write "Name: value" lines without "-"',
    )
  }
  const ids = typeof dependsOn === 'string' ? [dependsOn] : dependsOn
  if (!Array.isArray(ids) || ids.some((one) => typeof one !== 'string')) {
    return wrong(report, [...path, 'DependsOn'], `DependsOn of ${id} must be a logical id or a list of them`)
  }
  if (condition !== undefined && typeof condition !== 'string') {
    return wrong(report, [...path, 'Condition'], `Condition of ${id} must be a condition's name`)
  }
  return {
    logicalId: id,
    type,
    properties: properties ?? {},
    dependsOn: ids as readonly string[],
    ...text('condition', condition),
    ...text('deletionPolicy', value['DeletionPolicy']),
    ...text('updateReplacePolicy', value['UpdateReplacePolicy']),
  }
}

/** The parameters; each must name its type. */
export function readParameters(template: TemplateMap, report: Report): Readonly<Record<string, Parameter>> {
  const entries = Object.entries(mapOf(template, 'Parameters', report) ?? {})
  const parameters: [string, Parameter][] = []
  for (const [name, value] of entries) {
    if (!isMap(value) || typeof value['Type'] !== 'string') {
      report(['Parameters', name], `parameter ${name} has no type`, 'add "Type: String"')
      continue
    }
    const given = value['Default']
    const type = value['Type']
    const noEcho = String(value['NoEcho']) === 'true'
    const scalar = given === null || given === undefined || typeof given === 'object' ? undefined : String(given)
    parameters.push([name, { name, type, noEcho, ...text('default', scalar) }])
  }
  return Object.fromEntries(parameters)
}

/** The outputs; each must have a value. Loops are left to CloudFormation. */
export function readOutputs(template: TemplateMap, report: Report): Readonly<Record<string, Output>> {
  const entries = Object.entries(mapOf(template, 'Outputs', report) ?? {}).filter(([name]) => !isLoop(name))
  const outputs: [string, Output][] = []
  for (const [name, value] of entries) {
    if (!isMap(value) || value['Value'] === undefined) {
      report(['Outputs', name], `output ${name} has no value`, 'add "Value: …"')
      continue
    }
    const exported = isMap(value['Export']) ? value['Export']['Name'] : undefined
    const exportName = exported === undefined ? {} : { exportName: exported }
    outputs.push([name, { name, value: value['Value'], ...text('condition', value['Condition']), ...exportName }])
  }
  return Object.fromEntries(outputs)
}

/** The conditions, unresolved. */
export function readConditions(template: TemplateMap, report: Report): TemplateMap {
  return mapOf(template, 'Conditions', report) ?? {}
}

/** The mappings. */
export function readMappings(template: TemplateMap, report: Report): TemplateMap {
  return mapOf(template, 'Mappings', report) ?? {}
}

/** Names of the macros under `Transform`. */
export function readTransforms(template: TemplateMap): readonly string[] {
  const value = template['Transform']
  const list = Array.isArray(value) ? value : [value]
  return list.flatMap((one) => {
    const name = isMap(one) ? one['Name'] : one
    return typeof name === 'string' ? [name] : []
  })
}

function mapOf(template: TemplateMap, section: string, report: Report): TemplateMap | undefined {
  const value = template[section]
  if (value === undefined) return undefined
  if (isMap(value)) return value
  report([section], `"${section}" must be a mapping`)
  return undefined
}

function isLoop(key: string): boolean {
  return key.startsWith('Fn::ForEach::')
}

function text<K extends string>(key: K, value: unknown): { readonly [key in K]?: string } {
  return typeof value === 'string' ? ({ [key]: value } as { readonly [key in K]?: string }) : {}
}

function wrong(report: Report, path: TemplatePath, message: string, hint?: string): undefined {
  report(path, message, hint)
  return undefined
}
