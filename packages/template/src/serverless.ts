import type { Resource } from './template.ts'
import { intrinsicOf, isMap, type TemplateMap, type TemplatePath, type TemplateValue } from './value.ts'

/** Types whose code this project builds, each with the property that holds it. */
export const functionTypes: ReadonlySet<string> = new Set(['AWS::Lambda::Function', 'AWS::Serverless::Function'])

/** Types of layers. */
export const layerTypes: ReadonlySet<string> = new Set(['AWS::Lambda::LayerVersion', 'AWS::Serverless::LayerVersion'])

/**
 * The properties of a resource with what `Globals` says of its kind: maps are merged and lists joined, anything else that
 * the resource sets itself wins. Source: AWS SAM specification, "Globals", overridable properties.
 */
export function withGlobals(
  { type, properties }: Pick<Resource, 'type' | 'properties'>,
  root: TemplateMap,
): TemplateMap {
  const shared = globalsOf(type, root)
  return shared === undefined ? properties : (merged(shared, properties) as TemplateMap)
}

/** Where a property of a resource is written: in the resource, or in `Globals`; undefined where it is in neither. */
export function writtenAt(
  { logicalId, type, properties }: Pick<Resource, 'logicalId' | 'type' | 'properties'>,
  root: TemplateMap,
  property: string,
): TemplatePath | undefined {
  if (properties[property] !== undefined) return ['Resources', logicalId, 'Properties', property]
  return globalsOf(type, root)?.[property] === undefined ? undefined : ['Globals', 'Function', property]
}

function globalsOf(type: string, root: TemplateMap): TemplateMap | undefined {
  if (type !== 'AWS::Serverless::Function') return undefined
  const globals = root['Globals']
  const shared = isMap(globals) ? globals['Function'] : undefined
  return isMap(shared) ? shared : undefined
}

function merged(shared: TemplateValue, own: TemplateValue): TemplateValue {
  if (Array.isArray(shared) && Array.isArray(own)) return [...shared, ...own]
  const plain = isMap(shared) && isMap(own) && intrinsicOf(shared) === undefined && intrinsicOf(own) === undefined
  if (!plain) return own
  const both = Object.entries(own).map(([key, value]): [string, TemplateValue] => {
    const other = shared[key]
    return [key, other === undefined ? value : merged(other, value)]
  })
  return { ...shared, ...Object.fromEntries(both) }
}
