import type { Place } from '@project-utils/contract'
import { text, textsOf } from './fields.ts'
import type { ResolvedTemplate } from './resolve.ts'
import { layerTypes } from './serverless.ts'

/** A Lambda layer as the template configures it; a field is absent where the template sets none or it cannot be known. */
export interface TemplateLayer {
  readonly runtimes?: readonly string[]
  readonly architectures?: readonly string[]
  /** The layer's own name, where the template fixes it. */
  readonly name?: string
  readonly place: Place
  /** Where each field above is written. */
  readonly places: Readonly<Partial<Record<'runtimes' | 'architectures' | 'name', Place>>>
}

const properties = { runtimes: 'CompatibleRuntimes', architectures: 'CompatibleArchitectures', name: 'LayerName' }

/** The layers of a template (`AWS::Lambda::LayerVersion`, `AWS::Serverless::LayerVersion`), by logical id. */
export function templateLayers({ template, resources }: ResolvedTemplate): Readonly<Record<string, TemplateLayer>> {
  const layers = Object.values(resources).filter(({ type }) => layerTypes.has(type))
  return Object.fromEntries(
    layers.map(({ logicalId, properties: known }): [string, TemplateLayer] => [
      logicalId,
      {
        ...listed('runtimes', textsOf(known['CompatibleRuntimes'])),
        ...listed('architectures', textsOf(known['CompatibleArchitectures'])),
        ...text('name', known['LayerName']),
        place: template.place(['Resources', logicalId]),
        places: Object.fromEntries(
          Object.entries(properties)
            .filter(([, property]) => known[property] !== undefined)
            .map(([field, property]) => [field, template.place(['Resources', logicalId, 'Properties', property])]),
        ),
      },
    ]),
  )
}

function listed(
  key: 'runtimes' | 'architectures',
  list: readonly string[] | undefined,
): Pick<TemplateLayer, 'runtimes' | 'architectures'> {
  return list === undefined ? {} : { [key]: list }
}
