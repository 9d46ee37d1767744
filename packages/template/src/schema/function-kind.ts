import type { RuleInput } from '../rules/rule.ts'
import { pseudoParameter } from '../scope.ts'
import { isMap, type TemplateValue } from '../value.ts'
import { attributeShape, attributesOf, hasAttribute } from './attributes.ts'
import { generatedType } from './resource-types.ts'

/** What a function gives, whatever its value: a list, or a scalar; undefined where that cannot be told. */
export type FunctionKind = 'list' | 'scalar'

/** Tells from an intrinsic function and its argument what it gives. */
export function functionKind(name: string, argument: TemplateValue, input: RuleInput): FunctionKind | undefined {
  if (name === 'Ref') return typeof argument === 'string' ? referenceKind(argument, input) : undefined
  if (name === 'Fn::GetAtt') return Array.isArray(argument) ? attributeKind(argument, input) : undefined
  return kinds[name]
}

const kinds: Readonly<Record<string, FunctionKind>> = {
  'Fn::Base64': 'scalar',
  'Fn::Cidr': 'list',
  'Fn::GetAZs': 'list',
  'Fn::Join': 'scalar',
  'Fn::Length': 'scalar',
  'Fn::Split': 'list',
  'Fn::Sub': 'scalar',
  'Fn::ToJsonString': 'scalar',
}

function referenceKind(name: string, { template }: RuleInput): FunctionKind | undefined {
  const parameter = template.parameters[name]
  if (parameter !== undefined) return /List(<|>|$)/.test(parameter.type) ? 'list' : 'scalar'
  if (template.resources[name] !== undefined)
    return template.resources[name].type.endsWith('::MODULE') ? undefined : 'scalar'
  if (name === 'AWS::NotificationARNs') return 'list'
  return pseudoParameter(name, {}) === undefined ? undefined : 'scalar'
}

function attributeKind(argument: readonly TemplateValue[], { template, schemas }: RuleInput): FunctionKind | undefined {
  const [id, attribute] = argument
  if (typeof id !== 'string' || typeof attribute !== 'string') return undefined
  const type = template.resources[id]?.type
  if (type === undefined) return undefined
  const known = attributesOf(type, schemas)
  if (known === undefined || !hasAttribute(known, attribute)) return undefined
  if (attribute.startsWith('Outputs.')) return 'scalar'
  const shape = attributeShape(type, attribute, schemas) ?? attributeShape(generatedType(type), attribute, schemas)
  if (shape?.type === 'array') return 'list'
  return shape?.type === undefined || Array.isArray(shape.type) || shape.type === 'object' ? undefined : 'scalar'
}

/** Tells whether a value hangs on a parameter whose value nobody gave: its default may not be what is used. */
export function hangsOnDefault(value: TemplateValue, { template, setting }: RuleInput): boolean {
  const isDefault = (name: string): boolean =>
    Object.hasOwn(template.parameters, name) && !Object.hasOwn(setting.given ?? {}, name)
  const search = (one: TemplateValue): boolean => {
    if (Array.isArray(one)) return one.some(search)
    if (!isMap(one)) return false
    return Object.entries(one).some(([key, item]) => {
      if (key === 'Ref' && typeof item === 'string') return isDefault(item)
      if (key === 'Fn::Sub') {
        const text = Array.isArray(item) ? item[0] : item
        const names = typeof text === 'string' ? [...text.matchAll(/\$\{([A-Za-z0-9]+)\}/g)] : []
        if (names.some((match) => isDefault(match[1] ?? ''))) return true
      }
      return search(item)
    })
  }
  return search(value)
}
