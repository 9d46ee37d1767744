import { canonicalJson } from '@project-utils/contract'
import {
  isKnownMap,
  isUnknown,
  type ResolvedMap,
  type ResolvedTemplate,
  type ResolvedValue,
  type TemplateMap,
  type TemplateValue,
} from '@project-utils/template'

/**
 * A resource's properties with what nobody can know yet spelled as the template writes it, such as
 * `${Reports.Arn}/index/*`: so that two such values can be told apart. Undefined where the template has no such resource.
 */
export function spelledProperties(
  { resources, conditions, template }: ResolvedTemplate,
  logicalId: string,
): ResolvedMap | undefined {
  const resource = resources[logicalId]
  if (resource === undefined) return undefined
  return spell(resource.properties, template.resources[logicalId]?.properties, conditions) as ResolvedMap
}

/** The outputs of a template as text, with the name under which each is exported, in the same spelling. */
export function spelledOutputs({ outputs, conditions, template }: ResolvedTemplate): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => {
      const { value: written, exportName } = template.outputs[name] ?? {}
      const text = textOf(spell(value, written, conditions))
      return [name, exportName === undefined ? text : `${text} exported as ${expression(exportName, '')}`]
    }),
  )
}

function textOf(value: ResolvedValue): string {
  return typeof value === 'string' ? value : canonicalJson(value)
}

type Conditions = ResolvedTemplate['conditions']

function spell(value: ResolvedValue, written: TemplateValue | undefined, conditions: Conditions): ResolvedValue {
  const raw = chosen(written, conditions)
  if (isUnknown(value)) return raw === undefined ? value : expression(raw, value.why)
  if (Array.isArray(value)) {
    const list = Array.isArray(raw) ? raw.filter((one) => !isAbsent(chosen(one, conditions))) : []
    // Where a condition leaves items out, the rest would not stand at its place any more.
    const isParallel = list.length === value.length
    return value.map((item: ResolvedValue, index) => spell(item, isParallel ? list[index] : undefined, conditions))
  }
  if (!isKnownMap(value)) return value
  const map = isMap(raw) ? raw : {}
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, spell(item, map[key], conditions)]))
}

/** The branch of an `Fn::If` whose condition is known. */
function chosen(written: TemplateValue | undefined, conditions: Conditions): TemplateValue | undefined {
  const branches = isMap(written) ? written['Fn::If'] : undefined
  if (!Array.isArray(branches)) return written
  const holds = conditions[String(branches[0])]
  if (typeof holds !== 'boolean') return undefined
  return chosen(branches[holds ? 1 : 2], conditions)
}

function isAbsent(written: TemplateValue | undefined): boolean {
  return isMap(written) && written['Ref'] === 'AWS::NoValue'
}

/** An expression in the spelling of `Fn::Sub`. */
function expression(written: TemplateValue, why: string): string {
  if (typeof written === 'string') return written
  if (!isMap(written)) return why
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Sub': sub, 'Fn::Join': join } = written
  if (typeof ref === 'string') return `\${${ref}}`
  if (attribute !== undefined) return `\${${Array.isArray(attribute) ? attribute.join('.') : String(attribute)}}`
  if (typeof sub === 'string') return sub
  if (Array.isArray(join) && Array.isArray(join[1])) {
    return join[1].map((part) => expression(part, canonicalJson(part))).join(String(join[0]))
  }
  return canonicalJson(written)
}

function isMap(value: TemplateValue | undefined): value is TemplateMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
