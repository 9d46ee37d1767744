import type { Template } from './template.ts'

/**
 * Tells whether a macro, a loop or an include may still bring resources, parameters and outputs that nobody can see yet.
 * Loops and includes sit anywhere.
 */
export function hasOwnMacro(template: Template): boolean {
  if (template.transforms.some((name) => name !== 'AWS::LanguageExtensions')) return true
  return /"Fn::(ForEach::|Transform")/.test(JSON.stringify(template.value))
}
