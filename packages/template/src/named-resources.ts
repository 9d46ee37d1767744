import type { Place } from '@project-utils/contract'
import { namedTypes } from './named-types.ts'
import type { ResolvedTemplate } from './resolve.ts'
import { isKnownMap, type ResolvedValue } from './unknown.ts'

/** A resource whose physical name the template fixes. */
export interface NamedResource {
  readonly logicalId: string
  readonly type: string
  readonly name: string
  readonly place: Place
}

/** The resources whose physical name is fixed and known: those that may meet another of the same name. */
export function namedResources(resolved: ResolvedTemplate): readonly NamedResource[] {
  return Object.values(resolved.resources).flatMap(({ logicalId, type, properties }): NamedResource[] => {
    const property = namedTypes[type]?.property
    if (property === undefined) return []
    const keys = property.split('.')
    const name = keys.reduce<ResolvedValue | undefined>(
      (value, key) => (isKnownMap(value) ? value[key] : undefined),
      properties,
    )
    if (typeof name !== 'string' || name === '') return []
    const bus = type === 'AWS::Events::Rule' ? properties['EventBusName'] : undefined
    if (bus !== undefined && typeof bus !== 'string') return []
    return [
      {
        logicalId,
        type,
        name: onBus(name, bus),
        place: resolved.template.place(['Resources', logicalId, 'Properties', ...keys]),
      },
    ]
  })
}

/** Rules of one name may lie on several buses; CloudFormation tells them apart by `bus|rule`. */
function onBus(name: string, bus: string | undefined): string {
  const short = bus?.split('event-bus/').at(-1)
  return short === undefined || short === 'default' ? name : `${short}|${name}`
}
