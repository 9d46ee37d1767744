import { isKnownMap } from '../unknown.ts'
import { intrinsicOf, isMap, type TemplatePath, type TemplateValue } from '../value.ts'
import { bringsUnseen } from './brings.ts'
import { nearest } from './nearest.ts'
import type { Remark, Rule, RuleInput } from './rule.ts'
import { referencePage } from './sources.ts'
import { visitMaps } from './visit.ts'

/** `Fn::FindInMap` with a mapping or a key that the template does not have. */
export const mappingKey: Rule = {
  id: 'template/mapping-key',
  category: 'correctness',
  severity: 'error',
  summary: 'Fn::FindInMap names a mapping, a top-level key and a second-level key that exist.',
  source: referencePage('intrinsic-function-reference-findinmap'),
  check(input) {
    if (bringsUnseen(input.template)) return []
    const remarks: Remark[] = []
    for (const section of ['Conditions', 'Resources', 'Outputs']) {
      visitMaps(input.template.value[section], [section], (map, path) => {
        const [name, argument] = intrinsicOf(map) ?? []
        if (name === 'Fn::FindInMap' && Array.isArray(argument)) {
          const remark = judge(argument as readonly TemplateValue[], [...path, 'Fn::FindInMap'], input)
          if (remark !== undefined) remarks.push(remark)
        }
        return undefined
      })
    }
    return remarks
  },
}

function judge(argument: readonly TemplateValue[], path: TemplatePath, { template }: RuleInput): Remark | undefined {
  const [name, top, second, options] = argument
  const hasFallback = isMap(options) && options['DefaultValue'] !== undefined
  if (typeof name !== 'string' || hasFallback) return undefined
  const mapping = template.mappings[name]
  if (mapping === undefined)
    return absent('mapping', name, Object.keys(template.mappings), 'the template', [...path, 0])
  if (!isMap(mapping) || mapping['Fn::Transform'] !== undefined) return undefined
  const topText = keyText(top)
  if (topText !== undefined && mapping[topText] === undefined) {
    return absent('key', topText, Object.keys(mapping), `mapping ${name}`, [...path, 1])
  }
  const secondText = keyText(second)
  if (secondText === undefined) return undefined
  const rows = topText === undefined ? Object.values(mapping) : [mapping[topText]]
  const maps = rows.filter((row) => isKnownMap(row as never)) as { readonly [key: string]: TemplateValue }[]
  if (maps.length === 0 || maps.some((row) => row[secondText] !== undefined)) return undefined
  return absent('second-level key', secondText, Object.keys(maps[0] ?? {}), `mapping ${name}`, [...path, 2])
}

function keyText(value: TemplateValue | undefined): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

function absent(what: string, name: string, names: readonly string[], where: string, path: TemplatePath): Remark {
  const near = nearest(name, names)
  return {
    path,
    message: `${where} has no ${what} "${name}"`,
    fix: near === undefined ? `add "${name}", or name one of: ${names.slice(0, 6).join(', ')}` : `write "${near}"`,
  }
}
