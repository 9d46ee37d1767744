import { isMap } from '../values.ts'

/** A part of a document and where it stands, as a JSON pointer without its `#`. */
export interface Part {
  readonly value: unknown
  readonly pointer: string
}

/** References that lead to each other end here. */
const mostReferences = 20

/** What a JSON pointer such as `/components/schemas/Report` names; undefined where nothing is. */
export function valueAt(document: unknown, pointer: string): unknown {
  let value = document
  for (const part of pointer.split('/').slice(1)) {
    const name = decode(part).replaceAll('~1', '/').replaceAll('~0', '~')
    if (Array.isArray(value)) value = value[Number(name)]
    else value = isMap(value) && Object.hasOwn(value, name) ? value[name] : undefined
  }
  return value
}

/** The pointer one step further in. */
export function further(pointer: string, ...names: readonly string[]): string {
  const parts = names.map((name) => encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1')))
  return [pointer, ...parts].join('/')
}

/** The part behind references inside the document. */
export function dereference(document: unknown, pointer: string): Part {
  let part: Part = { value: valueAt(document, pointer), pointer }
  for (let count = 0; count < mostReferences; count++) {
    const reference = isMap(part.value) ? part.value['$ref'] : undefined
    if (typeof reference !== 'string' || !reference.startsWith('#')) return part
    part = { value: valueAt(document, reference.slice(1)), pointer: reference.slice(1) }
  }
  return { value: undefined, pointer: part.pointer }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
