import { isMap, type TemplatePath, type TemplateValue } from '../value.ts'

/** Calls back for every mapping below a value, with its path; what the callback refuses is not entered. */
export function visitMaps(
  value: TemplateValue | undefined,
  path: TemplatePath,
  each: (map: { readonly [key: string]: TemplateValue }, path: TemplatePath) => boolean | undefined,
): void {
  if (Array.isArray(value)) {
    for (const [index, item] of (value as readonly TemplateValue[]).entries()) {
      if (typeof item === 'object' && item !== null) visitMaps(item, [...path, index], each)
    }
    return
  }
  if (!isMap(value) || each(value, path) === false) return
  for (const key of Object.keys(value)) {
    const item = value[key]
    if (typeof item === 'object' && item !== null) visitMaps(item, [...path, key], each)
  }
}
