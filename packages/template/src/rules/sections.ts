import { isMap, type TemplateMap, type TemplateValue } from '../value.ts'
import { bringsUnseen, extensionsTransform, hasForeignMacro, isServerless, serverlessTransform } from './brings.ts'
import { nearest } from './nearest.ts'
import type { Remark, Rule } from './rule.ts'
import { guidePage, referencePage } from './sources.ts'

const sections: readonly string[] = [
  'AWSTemplateFormatVersion',
  'Conditions',
  'Description',
  'Hooks',
  'Mappings',
  'Metadata',
  'Outputs',
  'Parameters',
  'Resources',
  'Rules',
  'Transform',
]

const attributes: readonly string[] = [
  'Condition',
  'CreationPolicy',
  'DeletionPolicy',
  'DependsOn',
  'Metadata',
  'Properties',
  'Type',
  'UpdatePolicy',
  'UpdateReplacePolicy',
  'Version',
]

const outputAttributes: readonly string[] = ['Condition', 'Description', 'Export', 'Value']

/** Sections that CloudFormation does not have. */
export const unknownSection: Rule = {
  id: 'template/unknown-section',
  category: 'correctness',
  severity: 'error',
  summary: 'A template holds only the sections that CloudFormation knows.',
  source: guidePage('template-anatomy'),
  *check({ template }) {
    for (const key of Object.keys(template.value)) {
      if (sections.includes(key) || key === 'Fn::Transform') continue
      if (key === 'Globals' && isServerless(template)) continue
      if (hasForeignMacro(template)) continue
      const near = nearest(key, [...sections, 'Globals'])
      yield {
        path: [key],
        message: `a template has no section "${key}"`,
        fix:
          key === 'Globals'
            ? `add "Transform: ${serverlessTransform}"`
            : near === undefined
              ? 'remove it'
              : `write "${near}"`,
      }
    }
    const version = template.value['AWSTemplateFormatVersion']
    if (version !== undefined && version !== '2010-09-09') {
      yield {
        path: ['AWSTemplateFormatVersion'],
        message: `${String(version)} is no version of the template format`,
        fix: 'write "2010-09-09"',
      }
    }
    const description = template.value['Description']
    if (description !== undefined && typeof description !== 'string') {
      yield { path: ['Description'], message: 'the description must be plain text', fix: 'put it into quotes' }
    }
  },
}

/** Attributes of resources and outputs that CloudFormation does not have. */
export const unknownAttribute: Rule = {
  id: 'template/unknown-attribute',
  category: 'correctness',
  severity: 'error',
  summary:
    'A resource or output holds only the attributes that CloudFormation knows; properties stand under Properties.',
  source: `${guidePage('resources-section-structure')} ${referencePage('aws-product-attribute-reference')}`,
  *check({ template }) {
    // Another macro may understand attributes of its own, and take them away.
    if (hasForeignMacro(template)) return
    for (const [id, resource] of mapsIn(template.value['Resources'])) {
      const path = ['Resources', id]
      const isSam = String(resource['Type']).startsWith('AWS::Serverless::')
      for (const key of Object.keys(resource)) {
        if (attributes.includes(key) || key.startsWith('Fn::') || (isSam && samAttributes.includes(key))) continue
        const near = nearest(key, attributes)
        yield {
          path: [...path, key],
          message: `a resource has no attribute "${key}"${isSam ? '; SAM leaves it out' : ''}`,
          fix: near === undefined ? `move "${key}" under Properties` : `write "${near}", or move it under Properties`,
          ...(isSam ? { severity: 'warning' as const } : {}),
        }
      }
    }
    for (const [name, output] of mapsIn(template.value['Outputs'])) {
      for (const key of Object.keys(output)) {
        if (outputAttributes.includes(key) || key.startsWith('Fn::')) continue
        const fix = `write "${nearest(key, outputAttributes) ?? 'Description'}", or remove it`
        yield { path: ['Outputs', name, key], message: `an output has no attribute "${key}"`, fix }
      }
    }
  },
}

const samAttributes: readonly string[] = ['Connectors', 'IgnoreGlobals']

/** Values of resource attributes that CloudFormation refuses. */
export const attributeValue: Rule = {
  id: 'template/attribute-value',
  category: 'correctness',
  severity: 'error',
  summary: 'DeletionPolicy, UpdateReplacePolicy, DependsOn and the like hold what CloudFormation takes there.',
  source: `${referencePage('aws-attribute-deletionpolicy')} ${referencePage('aws-attribute-updatereplacepolicy')}`,
  *check({ template }) {
    const usesExtensions = template.transforms.includes(extensionsTransform)
    for (const [id, resource] of mapsIn(template.value['Resources'])) {
      const path = ['Resources', id]
      const type = String(resource['Type'])
      for (const [key, allowed] of policies) {
        const value = resource[key]
        if (value === undefined || (typeof value === 'object' && usesExtensions)) continue
        const remark = policyRemark(key, value, allowed, type)
        if (remark !== undefined) yield { path: [...path, key], ...remark }
      }
      const isVersioned = /^(Custom::|AWS::CloudFormation::CustomResource$)/.test(type)
      if (resource['Version'] !== undefined && !isVersioned) {
        yield { path: [...path, 'Version'], message: `${type} takes no Version`, fix: 'remove it' }
      }
    }
    if (bringsUnseen(template)) return
    for (const [id, resource] of mapsIn(template.value['Resources'])) {
      const type = String(resource['Type'])
      if (typePattern.test(type)) continue
      yield {
        path: ['Resources', id, 'Type'],
        message: `"${type}" has not the form of a resource type`,
        fix: 'write "AWS::Service::Thing" or "Custom::Thing"',
      }
    }
  },
}

const typePattern =
  /^([A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}(::MODULE)?|Custom::[A-Za-z0-9_@-]{1,60}|Rain::Module|\$.*)$/

const policies: readonly (readonly [key: string, allowed: readonly string[]])[] = [
  ['DeletionPolicy', ['Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot']],
  ['UpdateReplacePolicy', ['Delete', 'Retain', 'Snapshot']],
]

/** Types that can be kept as a snapshot. Source: CloudFormation template reference, "DeletionPolicy attribute", Snapshot. */
const snapshotTypes: ReadonlySet<string> = new Set([
  'AWS::DocDB::DBCluster',
  'AWS::EC2::Volume',
  'AWS::ElastiCache::CacheCluster',
  'AWS::ElastiCache::ReplicationGroup',
  'AWS::Neptune::DBCluster',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::Redshift::Cluster',
])

function policyRemark(
  key: string,
  value: TemplateValue,
  allowed: readonly string[],
  type: string,
): Pick<Remark, 'message' | 'fix'> | undefined {
  if (typeof value !== 'string') {
    const message = `${key} must be plain text: functions are taken here only with ${extensionsTransform}`
    return { message, fix: `write "${key}: Retain", or add "Transform: ${extensionsTransform}"` }
  }
  if (!allowed.includes(value)) {
    const fix = `write "${nearest(value, allowed) ?? 'Retain'}"`
    return { message: `${key} "${value}" is none of ${allowed.join(', ')}`, fix }
  }
  if (value !== 'Snapshot' || snapshotTypes.has(type)) return undefined
  return { message: `${type} cannot be kept as a snapshot`, fix: `write "${key}: Retain"` }
}

function mapsIn(section: TemplateValue | undefined): readonly (readonly [name: string, value: TemplateMap])[] {
  return Object.entries(isMap(section) ? section : {}).filter(
    (entry): entry is [string, TemplateMap] => isMap(entry[1]) && !entry[0].startsWith('Fn::'),
  )
}
