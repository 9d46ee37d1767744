/** Evaluates a template's values: what CloudFormation knows when it works on a resource. */
import type { Json, JsonMap } from '../cloud/model.ts'
import { reasons } from '../sources.ts'
import { isMap, isSame, mapAt } from './values.ts'

/** What references are answered with. */
export interface Scope {
  readonly template: JsonMap
  readonly parameters: Readonly<Record<string, string>>
  /** Types of list parameters, whose values are split. */
  readonly lists: ReadonlySet<string>
  readonly pseudo: Readonly<Record<string, string>>
  /** A resource's physical id; undefined where it is not made yet. */
  ref(logicalId: string): string | undefined
  attribute(logicalId: string, name: string): string | undefined
  /** The value of an export; undefined where nobody exports it. */
  import(name: string): string | undefined
}

/** What a value is that only execution makes known. Source: AfterContext of the SDK's model. */
export const unknown = '{{changeSet:KNOWN_AFTER_APPLY}}'

const nothing: unique symbol = Symbol('AWS::NoValue')
type Value = Json | typeof nothing

/** Evaluates; what is `AWS::NoValue` vanishes. Throws where an export is missing. */
export function evaluate(value: Json, scope: Scope): Json {
  const result = walk(value, scope)
  return result === nothing ? null : result
}

/** Evaluates a map. */
export function evaluateMap(map: JsonMap, scope: Scope): JsonMap {
  const result = evaluate(map, scope)
  return isMap(result) ? result : {}
}

/** Whether a named condition holds; one that is not declared does. */
export function holds(name: string | undefined, scope: Scope): boolean {
  if (name === undefined) return true
  const declared = mapAt(scope.template, 'Conditions')[name]
  return declared === undefined || isTrue(walk(declared, scope))
}

function walk(value: Json, scope: Scope): Value {
  if (Array.isArray(value)) return value.map((item) => walk(item, scope)).filter((item) => item !== nothing)
  if (!isMap(value)) return value
  const entries = Object.entries(value)
  const [key = '', inner = null] = entries[0] ?? []
  const intrinsic = entries.length === 1 ? intrinsics[key] : undefined
  if (intrinsic !== undefined) return intrinsic(inner, scope)
  return Object.fromEntries(
    entries.map(([name, item]) => [name, walk(item, scope)] as const).filter(([, item]) => item !== nothing),
  ) as JsonMap
}

type Intrinsic = (argument: Json, scope: Scope) => Value

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (name, scope) => refer(String(name), scope),
  Condition: (name, scope) => holds(String(name), scope),
  'Fn::GetAtt': (argument, scope) => {
    const [id = '', ...rest] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.')
    return scope.attribute(id, rest.join('.')) ?? unknown
  },
  'Fn::Sub': (argument, scope) => {
    const [text = '', given] = Array.isArray(argument) ? argument : [argument]
    const own = isMap(given) ? given : {}
    return String(text)
      .replace(/\$\{([^!}][^}]*)\}/g, (_, spaced: string) => {
        const name = spaced.trim()
        const local = own[name]
        if (local !== undefined) return plain(walk(local, scope))
        const [id = '', ...rest] = name.split('.')
        return rest.length > 0 && !name.startsWith('AWS::')
          ? (scope.attribute(id, rest.join('.')) ?? unknown)
          : plain(refer(name, scope))
      })
      .replace(/\$\{!([^}]*)\}/g, (_, name: string) => `\${${name}}`)
  },
  'Fn::Join': (argument, scope) => {
    const [glue = '', parts = []] = listOf(walk(argument, scope))
    return listOf(parts).map(plain).join(String(glue))
  },
  'Fn::Select': (argument, scope) => {
    const [index = 0, items = []] = listOf(walk(argument, scope))
    return listOf(items)[Number(index)] ?? null
  },
  'Fn::Split': (argument, scope) => {
    const [glue = ',', text = ''] = listOf(walk(argument, scope))
    return plain(text).split(String(glue))
  },
  'Fn::Base64': (argument, scope) => Buffer.from(plain(walk(argument, scope))).toString('base64'),
  'Fn::GetAZs': (_, { pseudo }) => ['a', 'b', 'c'].map((letter) => `${pseudo['AWS::Region']}${letter}`),
  'Fn::FindInMap': (argument, scope) => {
    const [map = '', first = '', second = ''] = listOf(walk(argument, scope)).map(plain)
    return mapAt(mapAt(mapAt(scope.template, 'Mappings'), map), first)[second] ?? null
  },
  'Fn::ImportValue': (argument, scope) => {
    const name = plain(walk(argument, scope))
    const value = scope.import(name)
    if (value === undefined) throw new Missing(name)
    return value
  },
  'Fn::If': (argument, scope) => {
    const [name, yes = null, no = null] = Array.isArray(argument) ? argument : []
    return walk(holds(String(name), scope) ? yes : no, scope)
  },
  'Fn::Equals': (argument, scope) => {
    const [a, b] = listOf(walk(argument, scope))
    return isSame(a, b) || plain(a ?? null) === plain(b ?? null)
  },
  'Fn::And': (argument, scope) => listOf(walk(argument, scope)).every(isTrue),
  'Fn::Or': (argument, scope) => listOf(walk(argument, scope)).some(isTrue),
  'Fn::Not': (argument, scope) => !listOf(walk(argument, scope)).some(isTrue),
}

/** An export that nobody has. */
export class Missing extends Error {
  constructor(name: string) {
    super(reasons.noExport(name))
  }
}

function refer(name: string, scope: Scope): Value {
  if (name === 'AWS::NoValue') return nothing
  const given = scope.pseudo[name] ?? scope.parameters[name]
  if (given === undefined) return scope.ref(name) ?? unknown
  return scope.lists.has(name) ? given.split(',').map((item) => item.trim()) : given
}

function listOf(value: Value): readonly Json[] {
  return Array.isArray(value) ? value : []
}

function isTrue(value: Value): boolean {
  return value === true || value === 'true'
}

function plain(value: Value): string {
  if (value === nothing) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
