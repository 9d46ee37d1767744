import { splitSub } from '../sub.ts'
import type { Template } from '../template.ts'
import { intrinsicOf, isMap, type TemplatePath, type TemplateValue } from '../value.ts'
import type { RuleInput } from './rule.ts'

/** One resource needs another; `path` is where it says so. */
export interface Dependency {
  readonly from: string
  readonly to: string
  readonly kind: 'DependsOn' | 'reference'
  readonly path: TemplatePath
}

const cache = new WeakMap<RuleInput['resolved'], readonly Dependency[]>()

/**
 * What each resource needs of others of the template, by `DependsOn` and by references in its properties; only the sides
 * of `Fn::If` that are certainly taken count. Also of resources that a condition rules out here.
 */
export function dependenciesOf({
  template,
  resolved,
}: Pick<RuleInput, 'template' | 'resolved'>): readonly Dependency[] {
  const known = cache.get(resolved)
  if (known !== undefined) return known
  const found: Dependency[] = []
  for (const resource of Object.values(template.resources)) {
    const { logicalId } = resource
    const path = ['Resources', logicalId]
    const isList = isMap(sectionOf(template, logicalId)) && Array.isArray(sectionOf(template, logicalId)?.['DependsOn'])
    for (const [index, to] of resource.dependsOn.entries()) {
      found.push({ from: logicalId, to, kind: 'DependsOn', path: [...path, 'DependsOn', ...(isList ? [index] : [])] })
    }
    const add = (to: string, at: TemplatePath): void => {
      found.push({ from: logicalId, to, kind: 'reference', path: at })
    }
    for (const [key, value] of Object.entries(resource.properties)) {
      if (isApart(resource.type, key)) continue
      collect(value, [...path, 'Properties', key], resolved.conditions, add)
    }
  }
  const own = found.filter(({ to }) => template.resources[to] !== undefined)
  cache.set(resolved, own)
  return own
}

/**
 * SAM makes resources of their own of most properties: what they need, the resource itself does not. Source: AWS SAM
 * developer guide, "Generated CloudFormation resources".
 */
function isApart(type: string, property: string): boolean {
  if (!type.startsWith('AWS::Serverless::')) return false
  return kept[type]?.includes(property) !== true
}

/** What SAM puts into the resource itself, or into the role that it makes for it and that it needs. */
const kept: Readonly<Record<string, readonly string[]>> = {
  'AWS::Serverless::Function': [
    ...[
      'CodeUri',
      'DeadLetterQueue',
      'Environment',
      'FileSystemConfigs',
      'ImageUri',
      'KmsKeyArn',
      'Layers',
      'Policies',
    ],
    ...['Role', 'VpcConfig'],
  ],
  'AWS::Serverless::StateMachine': ['DefinitionSubstitutions', 'Policies', 'Role'],
}

function sectionOf(template: Template, id: string): { readonly [key: string]: TemplateValue } | undefined {
  const section = template.value['Resources']
  const resource = isMap(section) ? section[id] : undefined
  return isMap(resource) ? resource : undefined
}

/** Calls back for every resource or parameter that is named below a value; a side of `Fn::If` only where it is certainly taken. */
export function collect(
  value: TemplateValue,
  path: TemplatePath,
  conditions: Readonly<Record<string, unknown>>,
  add: (name: string, path: TemplatePath) => void,
): void {
  if (Array.isArray(value)) {
    for (const [index, item] of (value as readonly TemplateValue[]).entries()) {
      if (typeof item === 'object' && item !== null) collect(item, [...path, index], conditions, add)
    }
    return
  }
  if (!isMap(value)) return
  const [name, argument] = intrinsicOf(value) ?? []
  if (name === 'Ref' && typeof argument === 'string') {
    add(argument.split('.')[0] ?? argument, path)
    return
  }
  if (name === 'Fn::GetAtt' && Array.isArray(argument)) add(String(argument[0]), path)
  if (name === 'Fn::If' && Array.isArray(argument)) {
    const holds = conditions[String(argument[0])]
    for (const side of [1, 2]) {
      if (holds !== (side === 1)) continue
      collect((argument[side] as TemplateValue | undefined) ?? null, [...path, name, side], conditions, add)
    }
    return
  }
  if (name === 'Fn::Sub') {
    const [text, variables] = typeof argument === 'string' ? [argument] : Array.isArray(argument) ? argument : []
    const own = isMap(variables) ? variables : {}
    for (const part of typeof text === 'string' ? splitSub(text) : []) {
      if (typeof part !== 'string' && own[part.name] === undefined) add(part.name.split('.')[0] ?? part.name, path)
    }
  }
  for (const key of Object.keys(value)) {
    const item = value[key]
    if (typeof item === 'object' && item !== null) collect(item, [...path, key], conditions, add)
  }
}
