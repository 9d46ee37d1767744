import type { Finding } from '@project-utils/contract'
import { type NameUse, namesUsed } from './references.ts'
import { pseudoParameter } from './scope.ts'
import type { Template } from './template.ts'

/**
 * Names that nothing in the template bears. Says nothing where a macro, a loop or an include may still bring them;
 * `AWS::LanguageExtensions` alone brings none.
 */
export function findDangling(template: Template): readonly Finding[] {
  if (hasOwnMacro(template)) return []
  return namesUsed(template).flatMap((use): Finding[] => {
    if (isKnown(use, template)) return []
    const what = use.kind === 'Condition' ? 'condition' : kindsOf(use)
    return [
      {
        rule: 'template/dangling-reference',
        category: 'correctness',
        severity: 'error',
        message: `${use.kind} "${use.name}": the template has no ${what} of that name`,
        where: template.place(use.path),
        fix: suggestion(use, template),
      },
    ]
  })
}

function isKnown({ kind, name }: NameUse, template: Template): boolean {
  if (kind === 'Condition') return Object.hasOwn(template.conditions, name)
  if (Object.hasOwn(template.resources, name)) return true
  if (kind === 'DependsOn' || kind === 'GetAtt') return false
  return Object.hasOwn(template.parameters, name) || pseudoParameter(name, {}) !== undefined
}

function kindsOf({ kind }: NameUse): string {
  return kind === 'DependsOn' || kind === 'GetAtt' ? 'resource' : 'resource or parameter'
}

function suggestion({ kind, name }: NameUse, template: Template): string {
  const names =
    kind === 'Condition'
      ? Object.keys(template.conditions)
      : [
          ...Object.keys(template.resources),
          ...(kind === 'Ref' || kind === 'Sub' ? Object.keys(template.parameters) : []),
        ]
  const near = names.find(
    (one) => one.toLowerCase() === name.toLowerCase() || one.startsWith(name) || name.startsWith(one),
  )
  return near === undefined ? `define "${name}" or correct the name` : `write "${near}", or define "${name}"`
}

/**
 * Tells whether a macro, a loop or an include may still bring resources, parameters and outputs that nobody can see yet.
 * Loops and includes sit anywhere.
 */
export function hasOwnMacro(template: Template): boolean {
  if (template.transforms.some((name) => name !== 'AWS::LanguageExtensions')) return true
  return /"Fn::(ForEach::|Transform")/.test(JSON.stringify(template.value))
}
