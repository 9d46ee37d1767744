import type { Template } from '../template.ts'
import { isMap, type TemplateValue } from '../value.ts'

/** The macro of the Serverless Application Model. */
export const serverlessTransform = 'AWS::Serverless-2016-10-31'

/** The macro of the language extensions. */
export const extensionsTransform = 'AWS::LanguageExtensions'

const cache = new WeakMap<Template, boolean>()

/**
 * Tells whether something nobody can see yet may still add names to a template: a macro of one's own, an include, or a
 * loop. SAM and the language extensions are known and do not count.
 */
export function bringsUnseen(template: Template): boolean {
  const known = cache.get(template)
  if (known !== undefined) return known
  const result = hasForeignMacro(template) || holdsMacro(template.value)
  cache.set(template, result)
  return result
}

/** Tells whether the whole template runs through a macro that is neither SAM nor the language extensions. */
export function hasForeignMacro(template: Template): boolean {
  return template.transforms.some((name) => name !== serverlessTransform && name !== extensionsTransform)
}

function holdsMacro(value: TemplateValue): boolean {
  if (Array.isArray(value)) return (value as readonly TemplateValue[]).some(holdsMacro)
  if (!isMap(value)) return false
  for (const key of Object.keys(value)) {
    if (key === 'Fn::Transform' || key.startsWith('Fn::ForEach::')) return true
    if (holdsMacro(value[key] as TemplateValue)) return true
  }
  return false
}

/** Tells whether a template runs through SAM. */
export function isServerless(template: Template): boolean {
  return template.transforms.includes(serverlessTransform)
}

/**
 * Tells whether SAM may make a resource of a name: it builds its names upon those of its own resources (`ApiFunctionRole`,
 * `ApiProdStage`), and calls implicit ones `ServerlessRestApi`, `ServerlessHttpApi` and the like. Source: AWS SAM
 * developer guide, "Generated CloudFormation resources".
 */
export function mayBeGenerated(template: Template, name: string): boolean {
  if (!isServerless(template)) return false
  if (name.startsWith('Serverless') || /^CodeDeployServiceRole$/.test(name)) return true
  return Object.values(template.resources).some(
    ({ logicalId, type }) => type.startsWith('AWS::Serverless::') && name !== logicalId && name.startsWith(logicalId),
  )
}
