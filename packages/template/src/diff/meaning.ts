import { splitSub } from '../sub.ts'
import { intrinsicOf, isMap, own, put, type TemplateMap, type TemplateValue } from '../value.ts'

/** Properties whose content is handed on as JSON, where `5` and `"5"` are not the same. */
const json: ReadonlySet<string> = new Set([
  ...['Body', 'Definition', 'DefinitionBody', 'EventPattern', 'Fn::ToJsonString', 'Pattern'],
])

/**
 * A value in a form in which all that CloudFormation takes for the same is the same: scalars are texts, a text with names
 * is a list of pieces however it is joined, what `AWS::NoValue` makes vanish is gone, tags are sorted.
 *
 * @param isJson within a property that is handed on as JSON, where numbers and texts differ
 */
function meaning(value: TemplateValue, isJson = false): TemplateValue {
  if (value === null || isVoid(value)) return null
  if (typeof value !== 'object') return isJson ? value : String(value)
  if (Array.isArray(value)) return listMeaning(value, isJson)
  const [name, argument = null] = intrinsicOf(value) ?? []
  if (name === 'Ref' && typeof argument === 'string') return value
  if (name === 'Fn::GetAtt') return { 'Fn::GetAtt': attributeText(argument) }
  if (name === 'Fn::Sub') return textMeaning(subPieces(argument)) ?? mapMeaning(value as TemplateMap, isJson)
  if (name === 'Fn::Join') return textMeaning(joinPieces(argument)) ?? mapMeaning(value as TemplateMap, isJson)
  if (name === 'Fn::And' || name === 'Fn::Or' || name === 'Fn::Equals') return { [name]: unordered(argument) }
  return mapMeaning(value as TemplateMap, isJson)
}

/** Tells whether two values mean the same; absent and `AWS::NoValue` are one. */
export function isSame(one: TemplateValue | undefined, other: TemplateValue | undefined, isJson = false): boolean {
  if (one === other) return true
  const isAbsent = one === undefined || isVoid(one)
  if (isAbsent || other === undefined || isVoid(other)) return isAbsent && (other === undefined || isVoid(other))
  return stable(meaning(one, isJson)) === stable(meaning(other, isJson))
}

/** Tells whether what stands under a key is handed on as JSON. */
export function isJsonKey(key: string): boolean {
  return json.has(key)
}

/** Tells whether a value makes what holds it vanish. */
export function isVoid(value: TemplateValue): boolean {
  const [name, argument] = intrinsicOf(value) ?? []
  return name === 'Ref' && argument === 'AWS::NoValue'
}

/** Tells whether a list is one of tags, whose order nobody minds. */
export function isTagList(list: readonly TemplateValue[]): boolean {
  return list.length > 0 && list.every((item) => isMap(item) && typeof item['Key'] === 'string' && 'Value' in item)
}

/** JSON with sorted keys. */
function stable(value: TemplateValue): string {
  return JSON.stringify(value, (_, item: TemplateValue) =>
    isMap(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) : item,
  )
}

function listMeaning(list: readonly TemplateValue[], isJson: boolean): TemplateValue {
  const items = list.filter((item) => !isVoid(item)).map((item) => meaning(item, isJson))
  return isTagList(list) ? items.toSorted((a, b) => (stable(a) < stable(b) ? -1 : 1)) : items
}

function mapMeaning(map: TemplateMap, isJson: boolean): TemplateMap {
  const result: Record<string, TemplateValue> = {}
  for (const [key, item] of Object.entries(map)) {
    if (!isVoid(item)) put(result, key, meaning(item, isJson || isJsonKey(key)))
  }
  return result
}

function unordered(argument: TemplateValue): TemplateValue {
  const items = Array.isArray(argument) ? (argument as readonly TemplateValue[]).map((item) => meaning(item)) : []
  return items.toSorted((a, b) => (stable(a) < stable(b) ? -1 : 1))
}

function attributeText(argument: TemplateValue): TemplateValue {
  const isPlain = Array.isArray(argument) && argument.every((part) => typeof part === 'string')
  return isPlain ? argument.join('.') : meaning(argument)
}

/** The pieces of a text: plain ones, and values. */
type Pieces = readonly TemplateValue[]

function subPieces(argument: TemplateValue): Pieces | undefined {
  const [text, variables] = typeof argument === 'string' ? [argument] : Array.isArray(argument) ? argument : []
  if (typeof text !== 'string') return undefined
  return splitSub(text).flatMap((part): Pieces => {
    if (typeof part === 'string') return [part]
    const variable = isMap(variables) ? own(variables as TemplateMap, part.name) : undefined
    if (variable !== undefined) return pieces(variable)
    return [part.name.includes('.') ? { 'Fn::GetAtt': part.name } : { Ref: part.name }]
  })
}

function joinPieces(argument: TemplateValue): Pieces | undefined {
  const [separator, items] = Array.isArray(argument) ? (argument as readonly TemplateValue[]) : []
  if (typeof separator !== 'string' || !Array.isArray(items)) return undefined
  const list = (items as readonly TemplateValue[]).filter((item) => !isVoid(item))
  // A list among the items would be joined as well.
  if (list.some((item) => typeof item === 'object' && intrinsicOf(item)?.[0] === undefined)) return undefined
  return list.flatMap((item, index) => (index === 0 ? pieces(item) : [separator, ...pieces(item)]))
}

/** The pieces of a value that is put into a text. */
function pieces(value: TemplateValue): Pieces {
  const [name, argument = null] = intrinsicOf(value) ?? []
  const inner = name === 'Fn::Sub' ? subPieces(argument) : name === 'Fn::Join' ? joinPieces(argument) : undefined
  return inner ?? [meaning(value)]
}

function textMeaning(parts: Pieces | undefined): TemplateValue | undefined {
  if (parts === undefined) return undefined
  const joined: TemplateValue[] = []
  for (const part of parts) {
    const last = joined.at(-1)
    if (part === '') continue
    if (typeof part === 'string' && typeof last === 'string') joined[joined.length - 1] = last + part
    else joined.push(part)
  }
  if (joined.length === 0) return ''
  return joined.length === 1 ? joined[0] : { 'Fn::Join': ['', joined] }
}
