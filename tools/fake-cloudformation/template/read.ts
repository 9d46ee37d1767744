/** Reads a template and refuses what CloudFormation refuses at the call. */
import { isProjectError } from '@project-utils/contract'
import { parseTemplate } from '@project-utils/template'
import type { Json, JsonMap, Template } from '../cloud/model.ts'
import { words } from '../sources.ts'
import { invalid } from '../wire/query.ts'
import { isMap, mapAt, referencesIn } from './values.ts'

/** One resource as the template writes it. */
export interface Written {
  readonly logicalId: string
  readonly type: string
  readonly properties: JsonMap
  readonly attributes: JsonMap
  /** All that must be there before: DependsOn and references to resources. */
  readonly dependsOn: readonly string[]
  readonly condition?: string
}

/** Reads a body; it is checked only as far as every resource and reference goes. */
export function readTemplate(body: string): Template {
  const value = parse(body)
  const transform = value['Transform']
  const transforms = transform === undefined ? [] : (Array.isArray(transform) ? transform : [transform]).map(String)
  const template = { body, value, transforms }
  check(template)
  return template
}

function parse(body: string): JsonMap {
  try {
    if (body.trimStart().startsWith('{')) return JSON.parse(body) as JsonMap
    return parseTemplate(body, 'template').value as JsonMap
  } catch (error) {
    const first = isProjectError(error) ? (error.problems[0]?.message ?? error.message) : String(error)
    throw invalid(words.malformed(first))
  }
}

/** The template's resources, in its order. */
export function writtenResources({ value }: Template): readonly Written[] {
  const resources = mapAt(value, 'Resources')
  const ids = new Set(Object.keys(resources))
  return Object.entries(resources).flatMap(([logicalId, resource]) => {
    if (!isMap(resource)) return []
    const { Type, Properties, DependsOn, Condition, ...attributes } = resource
    const properties = isMap(Properties) ? Properties : {}
    const explicit = (Array.isArray(DependsOn) ? DependsOn : DependsOn === undefined ? [] : [DependsOn]).map(String)
    const implicit = referencesIn(properties).filter((id) => ids.has(id))
    const dependsOn = [...new Set([...explicit, ...implicit])]
    const condition = typeof Condition === 'string' ? { condition: Condition } : {}
    return [{ logicalId, type: String(Type ?? ''), properties, attributes, dependsOn, ...condition }]
  })
}

function check(template: Template): void {
  const { value } = template
  const resources = value['Resources']
  if (!isMap(resources) || Object.keys(resources).length === 0) throw invalid(words.noResources)
  if (Object.values(resources).some((resource) => !isMap(resource))) throw invalid(words.badResource)
  const known = new Set([...Object.keys(resources), ...Object.keys(mapAt(value, 'Parameters'))])
  const written = writtenResources(template)
  // What a macro makes of it is not known here.
  if (template.transforms.length > 0) return
  const untyped = written.filter(({ type }) => !/^(AWS|Alexa|Custom|[A-Za-z0-9]+)::[A-Za-z0-9:@_-]+$/.test(type))
  if (untyped.length > 0) throw invalid(words.unknownTypes(untyped.map(({ type }) => type).join(', ')))
  const missing = written.flatMap(({ properties, dependsOn }) =>
    [...referencesIn(properties), ...dependsOn].filter((id) => !known.has(id) && !id.startsWith('AWS::')),
  )
  if (missing.length > 0) throw invalid(words.unresolved([...new Set(missing)].join(', ')))
  const loop = looped(written)
  if (loop.length > 0) throw invalid(words.loop(loop.join(', ')))
}

/** Those that wait for each other: what is left once all that wait for nothing are taken away again and again. */
function looped(written: readonly Written[]): readonly string[] {
  let left = written.map(({ logicalId, dependsOn }) => ({ logicalId, dependsOn }))
  for (;;) {
    const ids = new Set(left.map(({ logicalId }) => logicalId))
    const waiting = left.filter(({ dependsOn }) => dependsOn.some((id) => ids.has(id)))
    if (waiting.length === left.length) return left.map(({ logicalId }) => logicalId)
    left = waiting
  }
}

/** One parameter of the template. */
export interface DeclaredParameter {
  readonly name: string
  readonly type: string
  readonly default?: string
  readonly noEcho: boolean
  readonly allowed: readonly string[]
  readonly description?: string
}

/** The template's parameters, in its order. */
export function declaredParameters({ value }: Template): readonly DeclaredParameter[] {
  return Object.entries(mapAt(value, 'Parameters')).map(([name, declared]) => {
    const { Type, Default, NoEcho, AllowedValues, Description } = (isMap(declared) ? declared : {}) as JsonMap
    return {
      name,
      type: String(Type ?? 'String'),
      noEcho: String(NoEcho ?? false) === 'true',
      allowed: Array.isArray(AllowedValues) ? AllowedValues.map(plain) : [],
      ...(Default === undefined ? {} : { default: plain(Default) }),
      ...(Description === undefined ? {} : { description: String(Description) }),
    }
  })
}

function plain(value: Json): string {
  return Array.isArray(value) ? value.map(String).join(',') : String(value)
}
