import type { TemplateMap, TemplateValue } from '@project-utils/template'
import { at, type Fault, mapAt, put, sites } from '../fault.ts'

function parameters(template: { readonly value: TemplateMap }): readonly (readonly [string, TemplateMap])[] {
  return Object.entries(mapAt(template.value, ['Parameters'])) as [string, TemplateMap][]
}

/** Values that a parameter's own words rule out. */
function refused(parameter: TemplateMap): readonly string[] {
  const {
    Type: type,
    AllowedValues: allowed,
    AllowedPattern: pattern,
    MinValue: least,
    MaxValue: most,
    MinLength: shortest,
  } = parameter
  const texts: string[] = []
  if (Array.isArray(allowed)) texts.push('none-of-them', String(allowed[0]).toUpperCase())
  if (type === 'Number') texts.push('many', '1O')
  if (least !== undefined) texts.push(String(Number(least) - 1))
  if (most !== undefined && type === 'Number') texts.push(String(Number(most) + 1))
  if (shortest !== undefined) texts.push('x')
  if (pattern !== undefined) texts.push('@@ 1 @@')
  return texts
}

/** Mistakes in what a template asks for, and in what it is given. */
export const parameterFaults: readonly Fault[] = [
  {
    rule: 'parameter-form',
    what: 'a parameter has no such type, or constraints that do not fit',
    *plant(template) {
      const wrong: readonly (readonly [string, TemplateValue])[] = [
        ['Type', 'Text'],
        ['Type', 'Boolean'],
        ['Type', 'AWS::EC2::Vpc::Id'],
        ['AllowedValues', 'a'],
        ['Alowed', ['a']],
        ['NoEcho', 'perhaps'],
      ]
      for (const [name, parameter] of parameters(template)) {
        for (const [key, value] of wrong)
          yield {
            value: put(template, ['Parameters', name, key], value),
            at: [
              ['Parameters', name, key],
              ['Parameters', name],
            ],
          }
        if (parameter['Type'] !== 'String') continue
        const path = ['Parameters', name]
        yield { value: put(template, [...path, 'AllowedPattern'], '[a-z'), at: [path, [...path, 'AllowedPattern']] }
      }
    },
  },
  {
    rule: 'parameter-default',
    what: 'a default that its parameter does not allow',
    *plant(template) {
      for (const [name, parameter] of parameters(template))
        for (const text of refused(parameter)) {
          const path = ['Parameters', name, 'Default']
          yield { value: put(template, path, text), at: [path] }
        }
    },
  },
  {
    rule: 'parameter-value',
    what: 'a value that is missing, unknown or not allowed',
    *plant(template) {
      for (const [name, parameter] of parameters(template)) {
        const path = ['Parameters', name]
        const others = Object.fromEntries(
          parameters(template).flatMap(([id, one]) =>
            id === name || one['Default'] !== undefined ? [] : [[id, 'given-value-1']],
          ),
        )
        const keys = Object.keys(parameter).map((key) => [...path, key])
        for (const text of refused(parameter))
          yield { value: template.value, at: [path, ...keys], setting: { given: { ...others, [name]: text } } }
        yield { value: put(template, [...path, 'Default'], undefined), at: [path], setting: { given: others } }
      }
    },
  },
  {
    rule: 'failed-assertion',
    what: 'a value that the template asserts against',
    *plant(template) {
      for (const [name, { Default: given }] of parameters(template)) {
        if (typeof given !== 'string') continue
        const assertion = (one: TemplateValue): TemplateValue => ({
          Assertions: [{ Assert: one, AssertDescription: 'as agreed' }],
        })
        const own = { 'Fn::Equals': [{ Ref: name }, `${given}-x`] }
        const path = ['Rules', 'Agreed']
        const places = [path, [...path, 'Assertions'], [...path, 'Assertions', 0], [...path, 'Assertions', 0, 'Assert']]
        yield { value: put(template, path, assertion(own)), at: places, setting: { given: {} } }
        const among = { 'Fn::Contains': [['one', 'two'], { Ref: name }] }
        yield { value: put(template, path, assertion(among)), at: places, setting: { given: {} } }
      }
      const known = ['Rules', 'Known', 'Assertions', 0]
      if (at(template.value, known) !== undefined)
        yield {
          value: template.value,
          at: [known, [...known, 'Assert'], ['Rules', 'Known']],
          setting: { given: { Team: 'nobody' } },
        }
    },
  },
  {
    rule: 'missing-capability',
    what: 'a deployment that does not allow what the template needs',
    *plant(template) {
      const needy = sites(template).filter(
        ({ type }) => type.startsWith('AWS::IAM::') || type.startsWith('AWS::Serverless::'),
      )
      const places = needy.flatMap(({ path }) => [path, [...path, 'Type'], ...namesOf(path)])
      if (places.length > 0)
        yield { value: template.value, at: [...places, ['Transform']], setting: { capabilities: [] } }
      for (const { path, type } of needy)
        if (type === 'AWS::IAM::Role' && needy.every(({ properties }) => properties['RoleName'] === undefined))
          yield {
            value: put(template, [...path, 'Properties', 'RoleName'], 'shop-dev-role-x'),
            at: [...namesOf(path), ...places],
            setting: { capabilities: ['CAPABILITY_IAM'] },
          }
    },
  },
  {
    rule: 'unused-parameter',
    what: 'a parameter that nothing uses',
    *plant(template) {
      if (hasLoops(template)) return
      for (const name of ['Forgotten', 'OldStage', 'Debug', 'Owner', 'Zone'])
        yield {
          value: put(template, ['Parameters', name], { Type: 'String', Default: 'x' }),
          at: [['Parameters', name]],
        }
    },
  },
  {
    rule: 'unused-condition',
    what: 'a condition that nothing uses',
    *plant(template) {
      if (hasLoops(template)) return
      for (const name of ['IsForgotten', 'HasDebug', 'IsOld', 'HasZone', 'IsOwned'])
        yield {
          value: put(template, ['Conditions', name], { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'x'] }),
          at: [['Conditions', name]],
        }
    },
  },
  {
    rule: 'unused-mapping',
    what: 'a mapping that nothing uses',
    *plant(template) {
      if (hasLoops(template)) return
      for (const name of ['Forgotten', 'OldSizes', 'Debug', 'Owners', 'Numbers'])
        yield { value: put(template, ['Mappings', name], { a: { b: 'c' } }), at: [['Mappings', name]] }
    },
  },
  {
    rule: 'shown-secret',
    what: 'a parameter for a secret that everybody sees',
    *plant(template) {
      for (const name of ['DatabasePassword', 'ApiToken', 'ClientSecret', 'PrivateKey', 'MasterPassword']) {
        const path = ['Parameters', name]
        yield { value: put(template, path, { Type: 'String' }), at: [path] }
        yield {
          value: put(template, path, { Type: 'String', NoEcho: true, Default: 'hunter2' }),
          at: [path, [...path, 'Default']],
        }
      }
    },
  },
]

/** A loop may put a name together that nobody can find written down. */
function hasLoops({ value }: { readonly value: TemplateMap }): boolean {
  return Object.keys(mapAt(value, ['Resources'])).some((id) => id.startsWith('Fn::ForEach::'))
}

function namesOf(path: readonly (string | number)[]) {
  return ['RoleName', 'ManagedPolicyName', 'GroupName'].map((key) => [...path, 'Properties', key])
}
