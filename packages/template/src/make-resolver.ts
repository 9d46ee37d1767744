import type { Resolved, Resolver } from './functions/function.ts'
import { resolveFunction } from './functions/functions.ts'
import { namedTypes } from './named-types.ts'
import type { ResolveOptions } from './resolve.ts'
import { noValue, parameterValue, pseudoParameter } from './scope.ts'
import type { Resource, Template } from './template.ts'
import { isUnknown, type ResolvedValue, type Unknown, unknown } from './unknown.ts'
import { intrinsicOf, own, put, type TemplateMap, type TemplateValue } from './value.ts'

/** Resolves the values of one template under given parameters, each condition and name once. */
export function makeResolver(template: Template, options: ResolveOptions): Resolver {
  const conditions = new Map<string, boolean | Unknown>()
  const names = new Map<string, Resolved>()

  const resolver: Resolver = {
    template,
    value(value) {
      if (typeof value === 'string') return value.includes('{{resolve:') ? dynamicReference(value) : value
      if (typeof value !== 'object' || value === null) return value
      if (Array.isArray(value)) return resolvedList(value, resolver)
      const [name, argument] = intrinsicOf(value) ?? []
      if (name === undefined || argument === undefined) return resolvedMap(value as TemplateMap, resolver)
      const result = name === 'Ref' ? referred(argument, resolver) : resolveFunction(name, argument, resolver)
      return typeof result === 'string' && result.includes('{{resolve:') ? dynamicReference(result) : result
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
    attribute: (logicalId, attribute) => unknown(`attribute ${logicalId}.${attribute}`),
    imported: (name) => own(options.imports, name) ?? unknown(`what Fn::ImportValue gives for ${name}`),
  }
  return resolver
}

function referred(argument: TemplateValue, resolver: Resolver): Resolved {
  const name = typeof argument === 'string' ? argument : resolver.value(argument)
  if (typeof name === 'string') return resolver.reference(name)
  return isUnknown(name) ? name : unknown('a Ref to no name')
}

/** The same list where nothing in it changes. */
function resolvedList(list: readonly TemplateValue[], resolver: Resolver): Resolved {
  let changed: ResolvedValue[] | undefined
  for (let index = 0; index < list.length; index++) {
    const item = list[index] as TemplateValue
    const value = resolver.value(item)
    if (changed === undefined && value !== item) changed = list.slice(0, index) as ResolvedValue[]
    if (changed !== undefined && value !== noValue) changed.push(value)
  }
  return changed ?? (list as readonly ResolvedValue[])
}

/** The same mapping where nothing in it changes. */
function resolvedMap(map: TemplateMap, resolver: Resolver): Resolved {
  const keys = Object.keys(map)
  let changed: Record<string, ResolvedValue> | undefined
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] as string
    const item = map[key] as TemplateValue
    const value = resolver.value(item)
    if (changed === undefined && value !== item) {
      changed = {}
      for (const before of keys.slice(0, index)) put(changed, before, map[before] as ResolvedValue)
    }
    if (changed !== undefined && value !== noValue) put(changed, key, value)
  }
  return changed ?? (map as { readonly [key: string]: ResolvedValue })
}

/** `{{resolve:ssm:…}}`, `{{resolve:secretsmanager:…}}`: CloudFormation asks at deployment. The key is no secret. */
function dynamicReference(text: string): Unknown {
  const [, reference = text] = /\{\{(resolve:[^}]*)\}\}/.exec(text) ?? []
  return unknown(`what {{${reference}}} gives`)
}

/** Where `Ref` returns the physical name and the template fixes it, that name. */
function fixedName(resource: Resource | undefined, resolver: Resolver): Resolved | undefined {
  const named = resource === undefined ? undefined : own(namedTypes, resource.type)
  const written = named?.refIsName === true ? resource?.properties[named.property] : undefined
  if (written === undefined) return undefined
  const name = resolver.value(written)
  return typeof name === 'string' ? name : undefined
}
