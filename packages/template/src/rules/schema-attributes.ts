import { attributesOf, hasAttribute } from '../schema/attributes.ts'
import { runsForeignMacro } from '../schema/judge.ts'
import { likeliest } from '../schema/slip.ts'
import { splitSub } from '../sub.ts'
import { isMap, type TemplatePath, type TemplateValue } from '../value.ts'
import type { Rule } from './rule.ts'
import { referencePage } from './sources.ts'
import { visitMaps } from './visit.ts'

interface AttributeUse {
  readonly id: string
  readonly attribute: string
  readonly path: TemplatePath
}

/** Attributes that a resource's type does not have. */
export const unknownResourceAttribute: Rule = {
  id: 'template/unknown-resource-attribute',
  category: 'correctness',
  severity: 'error',
  summary: "Fn::GetAtt and Fn::Sub ask for attributes that the resource's type has.",
  source: `${referencePage('intrinsic-function-reference-getatt')} ${referencePage('aws-template-resource-type-ref')}`,
  *check(input) {
    if (runsForeignMacro(input)) return
    const { template, schemas } = input
    for (const { id, attribute, path } of attributeUses(template.value)) {
      const type = template.resources[id]?.type
      const known = type === undefined ? undefined : attributesOf(type, schemas)
      if (type === undefined || known === undefined || hasAttribute(known, attribute)) continue
      const near = likeliest(attribute, known)
      yield {
        path,
        message: `${id}: ${type} has no attribute "${attribute}" (schemas of ${schemas.date})`,
        fix: near === undefined ? advice(id, known) : `write "${near}"`,
      }
    }
  },
}

function advice(id: string, known: readonly string[]): string {
  return known.length === 0
    ? `write "!Ref ${id}": the type has no attributes`
    : `write one of: ${known
        .filter((one) => !one.endsWith('*'))
        .slice(0, 12)
        .join(', ')}`
}

function attributeUses(template: TemplateValue): readonly AttributeUse[] {
  const uses: AttributeUse[] = []
  for (const section of ['Resources', 'Outputs'])
    visitMaps(isMap(template) ? template[section] : undefined, [section], (map, path) => {
      const get = map['Fn::GetAtt']
      if (Array.isArray(get)) uses.push(...getUse(get, path))
      const sub = map['Fn::Sub']
      if (sub !== undefined) uses.push(...subUses(sub, path))
      return path.length === 3 && path[2] === 'Metadata' ? false : undefined
    })
  return uses
}

function getUse([id, attribute]: readonly TemplateValue[], path: TemplatePath): readonly AttributeUse[] {
  return typeof id === 'string' && typeof attribute === 'string' ? [{ id, attribute, path }] : []
}

function subUses(argument: TemplateValue, path: TemplatePath): readonly AttributeUse[] {
  const [text, variables] = typeof argument === 'string' ? [argument] : Array.isArray(argument) ? argument : []
  if (typeof text !== 'string' || !text.includes('.')) return []
  return splitSub(text).flatMap((part): AttributeUse[] => {
    if (typeof part === 'string' || (isMap(variables) && Object.hasOwn(variables, part.name))) return []
    const dot = part.name.indexOf('.')
    return dot < 0 ? [] : [{ id: part.name.slice(0, dot), attribute: part.name.slice(dot + 1), path }]
  })
}
