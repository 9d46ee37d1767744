import { type NameUse, namesUsed } from '../references.ts'
import { pseudoParameter } from '../scope.ts'
import type { Template } from '../template.ts'
import { bringsUnseen, mayBeGenerated } from './brings.ts'
import { nearest } from './nearest.ts'
import type { Rule } from './rule.ts'
import { referencePage } from './sources.ts'

/** Names that nothing in the template bears. */
export const danglingReference: Rule = {
  id: 'template/dangling-reference',
  category: 'correctness',
  severity: 'error',
  summary: 'A Ref, GetAtt, Sub, DependsOn or Condition names something that the template has.',
  source: referencePage('intrinsic-function-reference-ref'),
  *check({ template }) {
    if (bringsUnseen(template)) return
    for (const use of namesUsed(template)) {
      if (use.name === '' || isKnown(use, template)) continue
      const names = candidates(use, template)
      const near = nearest(use.name, names)
      yield {
        path: use.path,
        message: `${use.kind} "${use.name}": the template has no ${kindsOf(use)} of that name`,
        fix:
          near === undefined ? `define "${use.name}" or correct the name` : `write "${near}", or define "${use.name}"`,
      }
    }
  },
}

function isKnown({ kind, name }: NameUse, template: Template): boolean {
  if (kind === 'Condition') return Object.hasOwn(template.conditions, name)
  const [id = name] = name.split('.')
  if (Object.hasOwn(template.resources, id) || mayBeGenerated(template, id)) return true
  if (kind === 'DependsOn' || kind === 'GetAtt') return false
  return Object.hasOwn(template.parameters, name) || pseudoParameter(name, {}) !== undefined
}

function kindsOf({ kind }: NameUse): string {
  if (kind === 'Condition') return 'condition'
  return kind === 'DependsOn' || kind === 'GetAtt' ? 'resource' : 'resource or parameter'
}

function candidates({ kind }: NameUse, template: Template): readonly string[] {
  if (kind === 'Condition') return Object.keys(template.conditions)
  const parameters = kind === 'Ref' || kind === 'Sub' ? Object.keys(template.parameters) : []
  return [...Object.keys(template.resources), ...parameters]
}
