import { entriesOf, type Report, sectionOf, textField, wrong } from './sections.ts'
import type { Resource } from './template.ts'
import { isMap, record, type TemplateMap, type TemplatePath, type TemplateValue } from './value.ts'

/** The resources; at least one is demanded. */
export function readResources(template: TemplateMap, report: Report): Readonly<Record<string, Resource>> {
  const section = sectionOf(template, 'Resources', report)
  if (section === undefined) {
    if (template['Resources'] === undefined) missing([], report)
    return {}
  }
  if (Object.keys(section).length === 0) missing(['Resources'], report)
  const entries = entriesOf(template, 'Resources', () => undefined)
  return record(
    entries.flatMap(([id, value]): [string, Resource][] => {
      const path = ['Resources', id]
      if (!/^[A-Za-z0-9]{1,255}$/.test(id)) report(path, `"${id}" is no logical id`, 'use letters and digits only')
      const resource = readResource(id, value, path, report)
      return resource === undefined ? [] : [[id, resource]]
    }),
  )
}

function missing(path: TemplatePath, report: Report): void {
  const hint = 'add one, such as "Queue: { Type: AWS::SQS::Queue }"'
  report(path, 'a template needs at least one resource under "Resources"', hint)
}

function readResource(id: string, value: TemplateValue, path: TemplatePath, report: Report): Resource | undefined {
  if (!isMap(value)) return wrong(report, path, `resource ${id} must be a mapping`, 'write "Type: …" under it')
  const { Type: type, Properties: properties = {}, DependsOn: dependsOn = [], Condition: condition } = value
  if (typeof type !== 'string') {
    return wrong(report, path, `resource ${id} has no type`, 'add "Type: AWS::Service::Thing"')
  }
  if (properties !== null && !isMap(properties)) {
    const message = `the properties of ${id} must be a mapping`
    return wrong(report, [...path, 'Properties'], message, 'write "Name: value" lines without "-"')
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
    ...textField('condition', condition),
    ...textField('deletionPolicy', value['DeletionPolicy']),
    ...textField('updateReplacePolicy', value['UpdateReplacePolicy']),
    attributes: value,
  }
}
