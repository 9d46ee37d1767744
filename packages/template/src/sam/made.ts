import { isMap, type TemplateMap, type TemplateValue } from '../value.ts'

/** A resource that SAM makes. */
export interface Generated {
  /** The whole logical id, or what stands before the hash at its end. */
  readonly logicalId: string
  readonly type: string
  /** Logical id of the resource that it is made for. */
  readonly from: string
  /** Whether ten digits of a hash follow, which change with what is hashed. */
  readonly isHashed: boolean
}

/** Makes generated resources of one resource. */
export function makerFor(from: string): (logicalId: string, type: string, isHashed?: boolean) => Generated {
  return (logicalId, type, isHashed = false) => ({ logicalId, type, from, isHashed })
}

/** A name that ends in something: as it is where that is letters and digits, else hashed. */
export function suffixed(prefix: string, suffix: string): readonly [logicalId: string, isHashed: boolean] {
  return /^[A-Za-z0-9]+$/.test(suffix) ? [`${prefix}${suffix}`, false] : [prefix, suffix !== '']
}

/** The mapping under a key; empty where there is none. */
export function mapAt(value: TemplateValue | undefined, key: string): TemplateMap {
  const below = isMap(value) ? value[key] : undefined
  return isMap(below) ? below : {}
}

/** The name in `Ref`, or the text itself. */
export function refName(value: TemplateValue | undefined): string | undefined {
  if (typeof value === 'string') return value
  const name = isMap(value) ? value['Ref'] : undefined
  return typeof name === 'string' ? name : undefined
}

/** The type and properties of each event of a function or state machine. */
export function eventsOf(properties: TemplateMap): readonly (readonly [name: string, type: string, TemplateMap])[] {
  return Object.entries(mapAt(properties, 'Events')).flatMap(([name, event]) => {
    const type = isMap(event) ? event['Type'] : undefined
    return typeof type === 'string' ? [[name, type, mapAt(event, 'Properties')] as const] : []
  })
}
