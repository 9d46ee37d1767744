import type { Resource } from './template.ts'
import { intrinsicOf, isMap, put, type TemplateMap, type TemplatePath, type TemplateValue } from './value.ts'

/** Types whose code this project builds, each with the property that holds it. */
export const functionTypes: ReadonlySet<string> = new Set(['AWS::Lambda::Function', 'AWS::Serverless::Function'])

/** Types of layers. */
export const layerTypes: ReadonlySet<string> = new Set(['AWS::Lambda::LayerVersion', 'AWS::Serverless::LayerVersion'])

/** What of a resource `Globals` looks at. */
type Globalized = Pick<Resource, 'type' | 'properties' | 'attributes'>

/**
 * The properties of a resource with what `Globals` says of its kind: maps are merged and lists joined, anything else that
 * the resource sets itself wins, and so does a list of architectures. Source: AWS SAM specification, "Globals",
 * overridable properties and `IgnoreGlobals`.
 */
export function withGlobals(resource: Globalized, root: TemplateMap): TemplateMap {
  const shared = globalsOf(resource, root)
  return shared === undefined ? resource.properties : mergedMaps(shared, resource.properties, true)
}

/** Where a property of a resource is written: in the resource, or in `Globals`; undefined where it is in neither. */
export function writtenAt(
  resource: Globalized & Pick<Resource, 'logicalId'>,
  root: TemplateMap,
  property: string,
): TemplatePath | undefined {
  if (resource.properties[property] !== undefined) return ['Resources', resource.logicalId, 'Properties', property]
  const section = resource.type.slice(serverless.length)
  return globalsOf(resource, root)?.[property] === undefined ? undefined : ['Globals', section, property]
}

const serverless = 'AWS::Serverless::'

/** Kinds of resources that `Globals` may speak of. Source: AWS SAM specification, "Supported resources and properties". */
const sections: ReadonlySet<string> = new Set([
  ...['Api', 'CapacityProvider', 'Function', 'HttpApi', 'LayerVersion', 'SimpleTable', 'StateMachine', 'WebSocketApi'],
])

function globalsOf({ type, attributes }: Globalized, root: TemplateMap): TemplateMap | undefined {
  if (!type.startsWith(serverless)) return undefined
  const section = type.slice(serverless.length)
  const globals = root['Globals']
  const shared = isMap(globals) && sections.has(section) ? globals[section] : undefined
  if (!isMap(shared)) return undefined
  const ignored = attributes['IgnoreGlobals']
  if (ignored === '*') return undefined
  if (!Array.isArray(ignored)) return shared
  return Object.fromEntries(Object.entries(shared).filter(([key]) => !ignored.includes(key)))
}

function merged(shared: TemplateValue, own: TemplateValue): TemplateValue {
  if (Array.isArray(shared) && Array.isArray(own)) return [...shared, ...own]
  const plain = isMap(shared) && isMap(own) && intrinsicOf(shared) === undefined && intrinsicOf(own) === undefined
  return plain ? mergedMaps(shared, own, false) : own
}

function mergedMaps(shared: TemplateMap, own: TemplateMap, isTop: boolean): TemplateMap {
  const both: Record<string, TemplateValue> = { ...shared }
  for (const [key, value] of Object.entries(own)) {
    const other = Object.hasOwn(shared, key) ? shared[key] : undefined
    const replaces = other === undefined || (isTop && key === 'Architectures')
    put(both, key, replaces ? value : merged(other, value))
  }
  return both
}
