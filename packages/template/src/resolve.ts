import { resolveFunction } from './functions.ts'
import { namedTypes } from './named-types.ts'
import { noValue, type Pseudo, parameterValue, pseudoParameter } from './scope.ts'
import { withGlobals } from './serverless.ts'
import type { Resource, Template } from './template.ts'
import { isKnownMap, isUnknown, type ResolvedMap, type ResolvedValue, type Unknown, unknown } from './unknown.ts'
import { intrinsicOf, isMap, type TemplateValue } from './value.ts'

/** A resource whose condition does not rule it out, with its properties (and what `Globals` adds) resolved as far as can be known. */
export interface ResolvedResource extends Omit<Resource, 'properties'> {
  readonly properties: ResolvedMap
}

/** A template under given parameters. */
export interface ResolvedTemplate {
  readonly template: Template
  /** Without those whose condition is false; those whose condition is unknown are in it. */
  readonly resources: Readonly<Record<string, ResolvedResource>>
  readonly conditions: Readonly<Record<string, boolean | Unknown>>
  /** Without those whose condition is false. */
  readonly outputs: Readonly<Record<string, ResolvedValue>>
}

/** What a template is resolved under. Parameters that are not given take their defaults. */
export interface ResolveOptions {
  readonly parameters: Readonly<Record<string, string>>
  readonly pseudo: Pseudo
}

/** What a value resolves to; `noValue` makes the property that holds it vanish. */
export type Resolved = ResolvedValue | typeof noValue

/** Resolves values of one template; functions and conditions call it for their arguments. */
export interface Resolver {
  readonly template: Template
  value(value: TemplateValue): Resolved
  condition(name: string): boolean | Unknown
  reference(name: string): Resolved
}

/**
 * Resolves a template as far as can be known from parameters and pseudo parameters. Everything else is marked as unknown
 * with its reason; nothing is guessed, nothing is refused.
 */
export function resolveTemplate(template: Template, options: ResolveOptions): ResolvedTemplate {
  const resolver = makeResolver(template, options)
  const holds = (condition: string | undefined): boolean =>
    condition === undefined || resolver.condition(condition) !== false
  const resources = Object.values(template.resources)
    .filter((resource) => holds(resource.condition))
    .map((resource): [string, ResolvedResource] => {
      const properties = resolver.value(withGlobals(resource, template.value))
      return [
        resource.logicalId,
        { ...resource, properties: isKnownMap(properties as ResolvedValue) ? (properties as ResolvedMap) : {} },
      ]
    })
  const outputs = Object.values(template.outputs)
    .filter((output) => holds(output.condition))
    .map((output): [string, ResolvedValue] => [output.name, present(resolver.value(output.value))])
  return {
    template,
    resources: Object.fromEntries(resources),
    conditions: Object.fromEntries(Object.keys(template.conditions).map((name) => [name, resolver.condition(name)])),
    outputs: Object.fromEntries(outputs),
  }
}

function makeResolver(template: Template, options: ResolveOptions): Resolver {
  const conditions = new Map<string, boolean | Unknown>()
  const names = new Map<string, Resolved>()

  const resolver: Resolver = {
    template,
    value(value) {
      if (Array.isArray(value)) return value.map(resolver.value).filter((item) => item !== noValue) as ResolvedValue[]
      const intrinsic = intrinsicOf(value)
      if (intrinsic !== undefined) {
        const [name, argument] = intrinsic
        if (name === 'Ref')
          return typeof argument === 'string' ? resolver.reference(argument) : unknown('a Ref to no name')
        return resolveFunction(name, argument, resolver)
      }
      if (!isMap(value)) return value as ResolvedValue
      const entries = Object.entries(value).map(([key, item]) => [key, resolver.value(item)] as const)
      return Object.fromEntries(entries.filter(([, item]) => item !== noValue)) as ResolvedMap
    },
    condition(name) {
      const known = conditions.get(name)
      if (known !== undefined) return known
      const definition = template.conditions[name]
      // Set before it is resolved, so that conditions in a circle end as unknown.
      conditions.set(name, unknown(`whether condition ${name} holds`))
      const value =
        definition === undefined
          ? unknown(`condition ${name}, which the template does not define`)
          : resolver.value(definition)
      const result = typeof value === 'boolean' || isUnknown(value) ? value : unknown(`whether condition ${name} holds`)
      conditions.set(name, result)
      return result
    },
    reference(name) {
      const plain = pseudoParameter(name, options.pseudo) ?? parameterValue(name, template, options.parameters)
      if (plain !== undefined) return plain
      const known = names.get(name)
      if (known !== undefined) return known
      const physicalId = unknown(`the physical id of ${name}`)
      names.set(name, physicalId)
      const value = fixedName(template.resources[name], resolver) ?? physicalId
      names.set(name, value)
      return value
    },
  }
  return resolver
}

/** Where `Ref` returns the physical name and the template fixes it, that name. */
function fixedName(resource: Resource | undefined, resolver: Resolver): Resolved | undefined {
  const named = resource === undefined ? undefined : namedTypes[resource.type]
  const written = named?.refIsName === true ? resource?.properties[named.property] : undefined
  if (written === undefined) return undefined
  const name = resolver.value(written)
  return typeof name === 'string' ? name : undefined
}

function present(value: Resolved): ResolvedValue {
  return value === noValue ? null : value
}
