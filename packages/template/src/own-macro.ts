import { extensionsTransform, serverlessTransform } from './notes.ts'
import type { Template } from './template.ts'
import { isMap, type TemplateValue } from './value.ts'

/**
 * Tells whether a macro, a loop or an include may still bring resources, parameters and outputs that nobody can see yet.
 * SAM counts as none: what it makes is known (`generatedResources`). Loops and includes sit anywhere; in a resolved
 * template those are gone that could be expanded.
 */
export function hasOwnMacro(template: Template): boolean {
  return hasForeignMacro(template) || (template.isDynamic && holdsMacro(template.value))
}

/** Tells whether the whole template runs through a macro that is neither SAM nor the language extensions. */
export function hasForeignMacro({ transforms }: Template): boolean {
  return transforms.some((name) => name !== extensionsTransform && name !== serverlessTransform)
}

function holdsMacro(value: TemplateValue | undefined): boolean {
  if (Array.isArray(value)) return (value as readonly TemplateValue[]).some(holdsMacro)
  if (!isMap(value)) return false
  return Object.keys(value).some(
    (key) => key === 'Fn::Transform' || key.startsWith('Fn::ForEach::') || holdsMacro(value[key]),
  )
}
