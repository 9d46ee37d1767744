/** Values of a template, looked at without a judgement. */
import type { Json, JsonMap } from '../cloud/model.ts'

export function isMap(value: Json | undefined): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A map inside a map; empty where there is none. */
export function mapAt(value: JsonMap | undefined, key: string): JsonMap {
  const found = value?.[key]
  return isMap(found) ? found : {}
}

/** Logical ids and parameters that a value refers to. */
export function referencesIn(value: Json): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn)
  if (!isMap(value)) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref') return [String(inner)]
    if (key === 'Fn::GetAtt') return [String(Array.isArray(inner) ? inner[0] : String(inner).split('.')[0])]
    if (key !== 'Fn::Sub') return referencesIn(inner)
    const [text, given] = Array.isArray(inner) ? [String(inner[0]), inner[1]] : [String(inner), undefined]
    const own = isMap(given) ? Object.keys(given) : []
    const named = [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name = '']) => name.trim().split('.')[0] ?? '')
    return [...named.filter((name) => !own.includes(name)), ...referencesIn(given ?? null)]
  })
}

/** Whether two values are the same, whatever the order of their keys. */
export function isSame(a: Json | undefined, b: Json | undefined): boolean {
  return canonical(a) === canonical(b)
}

function canonical(value: Json | undefined): string {
  if (value === undefined) return 'absent'
  return JSON.stringify(value, (_, inner: Json) =>
    isMap(inner) ? Object.fromEntries(Object.entries(inner).sort(([x], [y]) => (x < y ? -1 : 1))) : inner,
  )
}
