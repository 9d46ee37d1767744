/** What JSON calls a value. */
export type ValueType = 'string' | 'number' | 'integer' | 'boolean' | 'object' | 'array'

/** What a published schema says of one value: JSON Schema, in few words. What is left out is not restricted. */
export interface Shape {
  readonly type?: ValueType | readonly ValueType[]
  /** Name of one of the schema's definitions, which says the rest. */
  readonly ref?: string
  readonly properties?: Readonly<Record<string, Shape>>
  /** Shapes of properties whose names fit a pattern. */
  readonly patterns?: Readonly<Record<string, Shape>>
  /** Of properties that are not named: `false` where there must be none. */
  readonly additional?: false | Shape
  readonly required?: readonly string[]
  readonly items?: Shape
  readonly enum?: readonly (string | number | boolean)[]
  /** Upper and lower case of `enum` are one. */
  readonly anyCase?: true
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  /** Characters of a text. */
  readonly minLength?: number
  readonly maxLength?: number
  /** Items of a list. */
  readonly minItems?: number
  readonly maxItems?: number
  /** No item of a list twice. */
  readonly unique?: true
  /** The value fits one of these; beside it, all the above. */
  readonly branches?: readonly Shape[]
  /** Of these groups of properties, one is there and only one. */
  readonly oneOf?: readonly (readonly string[])[]
  /** Of these groups of properties, one at least is there. */
  readonly anyOf?: readonly (readonly string[])[]
  /** Properties that cannot stand beside one. */
  readonly excludes?: Readonly<Record<string, readonly string[]>>
  /** Properties that must stand beside one. */
  readonly needs?: Readonly<Record<string, readonly string[]>>
}

/** What is published of one resource type. Paths are those of properties, parted by `/`, with `*` for any item of a list. */
export interface ResourceSchema extends Shape {
  readonly name: string
  readonly definitions?: Readonly<Record<string, Shape>>
  /** Set by AWS; most are attributes too. */
  readonly readOnly?: readonly string[]
  /** A change of these replaces the resource. */
  readonly createOnly?: readonly string[]
  /** A change of these may replace the resource. */
  readonly maybeCreateOnly?: readonly string[]
  /** Never told again, such as passwords. */
  readonly writeOnly?: readonly string[]
  /** Identify the resource to AWS. */
  readonly identifier?: readonly string[]
  readonly deprecated?: readonly string[]
  /** Attributes beside those of `readOnly`; `*` at the end stands for any name. */
  readonly attributes?: readonly string[]
  /** The property that holds tags; left out where the type has none. */
  readonly tags?: string
  /** The property that fixes the physical name, parted by `.` where it lies deeper. */
  readonly nameProperty?: string
  /** The replacement is made after the old one is gone. */
  readonly deletesFirst?: true
  /** What became of the service behind it. */
  readonly lifecycle?: { readonly status: string; readonly date?: string }
}

/** What a shape that is only a name of a definition stands for; the shape itself where it is none. */
export function definitionOf(shape: Shape | undefined, schema: ResourceSchema): Shape | undefined {
  let found = shape
  // References go on to others; in a circle nothing is said.
  for (let steps = 0; found?.ref !== undefined; steps += 1) {
    if (steps > 20) return undefined
    found = schema.definitions?.[found.ref]
  }
  return found
}

/** The types a value may have; what says how a mapping or a list looks says that it is one. */
export function typesOf({ type, properties, items }: Shape): readonly ValueType[] {
  if (type !== undefined) return typeof type === 'string' ? [type] : type
  if (properties !== undefined) return ['object']
  return items === undefined ? [] : ['array']
}
