import type { TemplateValue } from '@project-utils/template'
import { at, type Fault, mapAt, misspelt, put, rename, sites, spots, uses } from '../fault.ts'

/** Mistakes in what CloudFormation's own language is made of. */
export const structure: readonly Fault[] = [
  {
    rule: 'unknown-section',
    what: 'a section is misspelt, or is none',
    *plant(template) {
      for (const section of ['Parameters', 'Outputs', 'Description', 'Conditions', 'Mappings'])
        if (template.value[section] !== undefined)
          yield { value: rename(template, [section], misspelt(section)), at: [[misspelt(section)]] }
      yield { value: put(template, ['Variables'], { Stage: 'dev' }), at: [['Variables']] }
    },
  },
  {
    rule: 'unknown-attribute',
    what: 'an attribute of a resource or an output is misspelt, or a property stands beside the others',
    *plant(template) {
      for (const { path, resource } of sites(template))
        for (const key of ['DeletionPolicy', 'UpdateReplacePolicy', 'DependsOn', 'Metadata', 'Properties'])
          if (resource[key] !== undefined)
            yield { value: rename(template, [...path, key], misspelt(key)), at: [[...path, misspelt(key)]] }
      for (const { path } of sites(template))
        yield { value: put(template, [...path, 'Tags'], []), at: [[...path, 'Tags']] }
      for (const name of Object.keys(mapAt(template.value, ['Outputs'])))
        yield { value: put(template, ['Outputs', name, 'Exports'], { Name: name }), at: [['Outputs', name, 'Exports']] }
    },
  },
  {
    rule: 'attribute-value',
    what: 'an attribute of a resource holds what it cannot',
    *plant(template) {
      for (const { path, resource } of sites(template))
        for (const key of ['DeletionPolicy', 'UpdateReplacePolicy'])
          if (resource[key] !== undefined)
            for (const value of ['Keep', 'retain', 'Always', true])
              yield { value: put(template, [...path, key], value), at: [[...path, key]] }
      for (const { path } of sites(template, 'AWS::SQS::Queue', 'AWS::IAM::Role', 'AWS::DynamoDB::Table'))
        yield { value: put(template, [...path, 'DeletionPolicy'], 'Snapshot'), at: [[...path, 'DeletionPolicy']] }
    },
  },
  {
    rule: 'missing-transform',
    what: 'the transform is gone',
    *plant(template) {
      if (template.transforms.length === 0) return
      const needs = sites(template).filter(({ type }) => type.startsWith('AWS::Serverless::'))
      const loops = Object.keys(mapAt(template.value, ['Resources'])).filter((id) => id.startsWith('Fn::'))
      const extensions = ['Fn::ToJsonString', 'Fn::Length'].flatMap((name) => uses(template, name))
      const paths = [
        ...needs.flatMap(({ path }) => [path, [...path, 'Type']]),
        ...loops.map((id) => ['Resources', id]),
        ...extensions.map(({ path }) => path),
      ]
      const at = [...paths, ['Globals'], ['Transform'], []]
      yield { value: put(template, ['Transform'], undefined), at }
      yield { value: put(template, ['Transform'], []), at }
    },
  },
  {
    rule: 'function-form',
    what: 'a function gets what it does not take, or does not exist',
    *plant(template) {
      for (const [name, bad] of wrongArguments)
        for (const { path, value } of uses(template, name)) {
          const argument = bad(value)
          if (argument !== undefined)
            yield { value: put(template, [...path, name], argument), at: [path, [...path, name]] }
        }
      for (const name of ['Fn::Join', 'Fn::GetAtt', 'Fn::Sub'])
        for (const { path, value } of uses(template, name)) {
          const wrong = `Fn::${misspelt(name.slice(4))}`
          yield { value: put(template, path, { [wrong]: value }), at: [path, [...path, wrong]] }
        }
    },
  },
  {
    rule: 'function-place',
    what: 'a function stands where nothing resolves it',
    *plant(template) {
      for (const name of Object.keys(template.parameters)) {
        const path = ['Parameters', name, 'Default']
        const by = { 'Fn::Sub': '${AWS::Region}-a' }
        yield { value: put(template, path, by), at: [path, [...path, 'Fn::Sub']] }
      }
      for (const { path, value } of spots(template, ['Mappings']))
        if (path.length === 4 && typeof value !== 'object')
          yield { value: put(template, path, { Ref: 'AWS::Region' }), at: [path, [...path, 'Ref']] }
      const [resource] = sites(template)
      for (const name of Object.keys(template.conditions)) {
        const path = ['Conditions', name]
        const by = { 'Fn::Equals': [{ 'Fn::GetAtt': [resource?.id ?? '', 'Arn'] }, 'x'] }
        yield { value: put(template, path, by), at: [path, [...path, 'Fn::Equals'], [...path, 'Fn::Equals', 0]] }
      }
    },
  },
  {
    rule: 'output-value',
    what: 'an output gives no text, or an export has no name',
    *plant(template) {
      for (const name of Object.keys(template.outputs)) {
        const path = ['Outputs', name, 'Value']
        yield { value: put(template, path, ['a', 'b']), at: [path] }
        yield { value: put(template, path, { a: 'b' }), at: [path] }
        if (at(template.value, ['Outputs', name, 'Export']) !== undefined)
          yield {
            value: put(template, ['Outputs', name, 'Export', 'Name'], ''),
            at: [
              ['Outputs', name, 'Export', 'Name'],
              ['Outputs', name, 'Export'],
            ],
          }
      }
    },
  },
  {
    rule: 'suppression-without-reason',
    what: 'a suppression says not why, or not what',
    *plant(template) {
      for (const { path } of sites(template).slice(0, 4))
        for (const entry of [
          { rule: 'template/unset-memory' },
          { reason: 'because' },
          'template/unset-memory',
          { rule: 'template/unset-memory', reason: '' },
        ]) {
          const here = [...path, 'Metadata', 'ProjectUtils', 'suppress']
          yield { value: put(template, here, [entry]), at: [[...here, 0], here] }
        }
    },
  },
  {
    rule: 'unused-suppression',
    what: 'what is suppressed is no longer there',
    *plant(template) {
      const entry = { rule: 'template/unset-memory', reason: 'measured' }
      for (const { path } of sites(template, 'AWS::SQS::Queue', 'AWS::IAM::Role', 'AWS::SNS::Topic')) {
        const here = [...path, 'Metadata', 'ProjectUtils', 'suppress']
        yield { value: put(template, here, [entry]), at: [[...here, 0], here] }
      }
    },
  },
]

/** A function with what makes its argument wrong; undefined where that would be right. */
const wrongArguments: readonly (readonly [string, (argument: TemplateValue) => TemplateValue | undefined])[] = [
  ['Fn::Join', (argument) => (Array.isArray(argument) ? argument.slice(0, 1) : undefined)],
  ['Fn::Join', (argument) => (Array.isArray(argument) ? [argument[0] ?? '', 'text'] : undefined)],
  ['Fn::If', (argument) => (Array.isArray(argument) ? argument.slice(0, 2) : undefined)],
  ['Fn::Select', (argument) => (Array.isArray(argument) ? ['first', argument[1] ?? []] : undefined)],
  ['Fn::Equals', (argument) => (Array.isArray(argument) ? [...argument, 'more'] : undefined)],
  ['Fn::Not', (argument) => (Array.isArray(argument) ? [...argument, ...argument] : undefined)],
  ['Fn::FindInMap', (argument) => (Array.isArray(argument) ? argument.slice(0, 2) : undefined)],
  ['Fn::GetAtt', (argument) => (Array.isArray(argument) ? argument.slice(0, 1) : undefined)],
  ['Fn::Sub', (argument) => (typeof argument === 'string' ? [argument, {}, 'more'] : undefined)],
  ['Fn::And', (argument) => (Array.isArray(argument) ? argument.slice(0, 1) : undefined)],
  ['Ref', (argument) => [argument]],
]
