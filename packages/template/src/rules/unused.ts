import { splitSub } from '../sub.ts'
import type { Template } from '../template.ts'
import { intrinsicOf, isMap, type TemplateValue } from '../value.ts'
import { bringsUnseen } from './brings.ts'
import type { Rule } from './rule.ts'
import { guidePage } from './sources.ts'
import { visitMaps } from './visit.ts'

/** Parameters that nothing refers to. */
export const unusedParameter: Rule = {
  id: 'template/unused-parameter',
  category: 'maintainability',
  severity: 'info',
  summary: 'Every parameter is used.',
  source: guidePage('parameters-section-structure'),
  *check({ template: expanded, written: template = expanded }) {
    if (bringsUnseen(template)) return
    const { references } = usesIn(template)
    for (const name of Object.keys(template.parameters)) {
      if (references.has(name)) continue
      yield { path: ['Parameters', name], message: `nothing uses parameter ${name}`, fix: 'remove it' }
    }
  },
}

/** Conditions that nothing depends on. */
export const unusedCondition: Rule = {
  id: 'template/unused-condition',
  category: 'maintainability',
  severity: 'info',
  summary: 'Every condition is used.',
  source: guidePage('conditions-section-structure'),
  *check({ template: expanded, written: template = expanded }) {
    if (bringsUnseen(template)) return
    const { conditions } = usesIn(template)
    for (const name of Object.keys(template.conditions)) {
      if (conditions.has(name)) continue
      yield { path: ['Conditions', name], message: `nothing uses condition ${name}`, fix: 'remove it' }
    }
  },
}

/** Mappings that nothing looks into. */
export const unusedMapping: Rule = {
  id: 'template/unused-mapping',
  category: 'maintainability',
  severity: 'info',
  summary: 'Every mapping is used.',
  source: guidePage('mappings-section-structure'),
  *check({ template: expanded, written: template = expanded }) {
    const { mappings } = usesIn(template)
    if (mappings === 'any' || bringsUnseen(template)) return
    for (const name of Object.keys(template.mappings)) {
      if (mappings.has(name)) continue
      yield { path: ['Mappings', name], message: `nothing uses mapping ${name}`, fix: 'remove it' }
    }
  },
}

interface Uses {
  readonly references: ReadonlySet<string>
  readonly conditions: ReadonlySet<string>
  /** `any`: one is chosen by a name that is not written. */
  readonly mappings: ReadonlySet<string> | 'any'
}

const cache = new WeakMap<Template, Uses>()

function usesIn(template: Template): Uses {
  const known = cache.get(template)
  if (known !== undefined) return known
  const references = new Set<string>()
  const conditions = new Set<string>()
  const mappings = new Set<string>()
  let any = false
  visitMaps(template.value, [], (map) => {
    if (typeof map['Condition'] === 'string') conditions.add(map['Condition'])
    const [name, argument] = intrinsicOf(map) ?? []
    const list = Array.isArray(argument) ? (argument as readonly TemplateValue[]) : []
    if (name === 'Ref') references.add(String(argument))
    if (name === 'Fn::If') conditions.add(String(list[0]))
    if (name === 'Fn::ValueOf' || name === 'Fn::ValueOfAll') references.add(String(list[0]))
    if (name === 'Fn::FindInMap') {
      if (typeof list[0] === 'string') mappings.add(list[0])
      else any = true
    }
    if (name === 'Fn::Sub') for (const one of subNames(argument)) references.add(one)
    return undefined
  })
  const uses: Uses = { references, conditions, mappings: any ? 'any' : mappings }
  cache.set(template, uses)
  return uses
}

function subNames(argument: TemplateValue | undefined): readonly string[] {
  const [text, variables] = typeof argument === 'string' ? [argument] : Array.isArray(argument) ? argument : []
  if (typeof text !== 'string') return []
  const own = isMap(variables) ? variables : {}
  return splitSub(text).flatMap((part) => (typeof part === 'string' || own[part.name] !== undefined ? [] : [part.name]))
}
