import { splitSub } from './sub.ts'
import type { Template } from './template.ts'
import { intrinsicOf, isMap, type TemplatePath, type TemplateValue } from './value.ts'

/** One use of a name in a template. */
export interface NameUse {
  readonly kind: 'Ref' | 'GetAtt' | 'Sub' | 'DependsOn' | 'Condition'
  readonly name: string
  /** The attribute that is asked for, where one is. */
  readonly attribute?: string
  readonly path: TemplatePath
}

/**
 * All uses of names in resources, outputs, conditions and the globals of SAM. Local variables of `Fn::Sub` are no uses. Empty pieces that
 * macros or loops will fill are left out: their names cannot be judged before.
 */
export function namesUsed(template: Template): readonly NameUse[] {
  const uses: NameUse[] = []
  for (const { logicalId, dependsOn, condition } of Object.values(template.resources)) {
    const path = ['Resources', logicalId]
    for (const name of dependsOn) uses.push({ kind: 'DependsOn', name, path: [...path, 'DependsOn'] })
    if (condition !== undefined) uses.push({ kind: 'Condition', name: condition, path: [...path, 'Condition'] })
  }
  for (const { name, condition } of Object.values(template.outputs)) {
    if (condition !== undefined) uses.push({ kind: 'Condition', name: condition, path: ['Outputs', name, 'Condition'] })
  }
  for (const section of ['Resources', 'Outputs', 'Conditions', 'Globals']) {
    collect(template.value[section] ?? null, [section], section === 'Conditions', uses)
  }
  return uses
}

function collect(value: TemplateValue, path: TemplatePath, inCondition: boolean, uses: NameUse[]): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) collect(item, [...path, index], inCondition, uses)
    return
  }
  const [name, argument] = intrinsicOf(value) ?? []
  if (name === 'Fn::Transform') return
  if (name === 'Ref' && typeof argument === 'string') uses.push({ kind: 'Ref', name: argument, path })
  if (name === 'Condition' && inCondition) uses.push({ kind: 'Condition', name: String(argument), path })
  if (name === 'Fn::If' && Array.isArray(argument) && typeof argument[0] === 'string')
    uses.push({ kind: 'Condition', name: argument[0], path })
  if (name === 'Fn::GetAtt') uses.push(...attributeUse(argument ?? null, path))
  if (name === 'Fn::Sub') uses.push(...subNames(argument ?? null, path))
  if (!isMap(value)) return
  for (const [key, item] of Object.entries(value)) {
    if (key.startsWith('Fn::ForEach::') || key === 'Fn::Transform') continue
    collect(item, [...path, key], inCondition, uses)
  }
}

function subNames(argument: TemplateValue, path: TemplatePath): readonly NameUse[] {
  const [text, variables] = typeof argument === 'string' ? [argument] : Array.isArray(argument) ? argument : []
  if (typeof text !== 'string') return []
  const own = new Set(isMap(variables) ? Object.keys(variables) : [])
  return splitSub(text).flatMap((part): NameUse[] => {
    if (typeof part === 'string' || own.has(part.name)) return []
    const [name = part.name, ...attribute] = part.name.split('.')
    return [{ kind: 'Sub', name, ...(attribute.length === 0 ? {} : { attribute: attribute.join('.') }), path }]
  })
}

/** JSON may write the name and the attribute as one text, too. */
function attributeUse(argument: TemplateValue, path: TemplatePath): readonly NameUse[] {
  const parts: readonly TemplateValue[] = typeof argument === 'string' ? argument.split('.') : listOf(argument)
  const [name, ...attribute] = parts
  if (typeof name !== 'string') return []
  const isWritten = attribute.length > 0 && attribute.every((part) => typeof part === 'string')
  return [{ kind: 'GetAtt', name, ...(isWritten ? { attribute: attribute.join('.') } : {}), path }]
}

function listOf(value: TemplateValue): readonly TemplateValue[] {
  return Array.isArray(value) ? value : []
}
