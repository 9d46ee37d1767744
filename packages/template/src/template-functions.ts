import type { Place } from '@project-utils/contract'
import { number, text } from './fields.ts'
import type { ResolvedTemplate } from './resolve.ts'
import { functionTypes, layerTypes, withGlobals, writtenAt } from './serverless.ts'
import type { Resource } from './template.ts'
import { isKnownMap, isUnknown, type ResolvedMap, type ResolvedValue, type Unknown } from './unknown.ts'
import { isMap, type TemplateValue } from './value.ts'

/** A Lambda function as the template configures it; a field is absent where the template sets none or it cannot be known. */
export interface TemplateFunction {
  readonly runtime?: string
  readonly handler?: string
  readonly architecture?: string
  /** Megabytes. */
  readonly memory?: number
  /** Seconds. */
  readonly timeout?: number
  /** The physical name, where the template fixes it. */
  readonly name?: string
  /** Variables by name; the value is marked where it cannot be known before deploying. */
  readonly environment?: Readonly<Record<string, string | Unknown>>
  /** Logical ids of the template's own layers, in the order of the list. */
  readonly layers?: readonly string[]
  /** How many layers it has, those of others included. */
  readonly layerCount?: number
  /** `Image`, or `Zip`, where it is written. */
  readonly packageType?: string
  /** Megabytes of `/tmp`. */
  readonly ephemeralStorage?: number
  readonly reservedConcurrency?: number
  readonly place: Place
  /** Where each field above is written, in the function or in `Globals`; a field without a place is not written at all. */
  readonly places: Readonly<Partial<Record<FunctionField, Place>>>
}

/** The fields of a function that have a place of their own. */
export type FunctionField = Exclude<keyof TemplateFunction, 'layerCount' | 'place' | 'places'>

const properties: Readonly<Record<FunctionField, string>> = {
  runtime: 'Runtime',
  handler: 'Handler',
  architecture: 'Architectures',
  memory: 'MemorySize',
  timeout: 'Timeout',
  name: 'FunctionName',
  environment: 'Environment',
  layers: 'Layers',
  packageType: 'PackageType',
  ephemeralStorage: 'EphemeralStorage',
  reservedConcurrency: 'ReservedConcurrentExecutions',
}

/** The functions of a template (`AWS::Lambda::Function`, `AWS::Serverless::Function`), by logical id. */
export function templateFunctions(resolved: ResolvedTemplate): Readonly<Record<string, TemplateFunction>> {
  const { template } = resolved
  const functions = Object.values(resolved.resources).filter(({ type }) => functionTypes.has(type))
  return Object.fromEntries(
    functions.map(({ logicalId, properties: known }): [string, TemplateFunction] => {
      const storage = known['EphemeralStorage']
      const resource = template.resources[logicalId]
      return [
        logicalId,
        {
          ...text('runtime', known['Runtime']),
          ...text('handler', known['Handler']),
          ...text('architecture', firstOf(known['Architectures'])),
          ...number('memory', known['MemorySize']),
          ...number('timeout', known['Timeout']),
          ...text('name', known['FunctionName']),
          ...environmentOf(known),
          ...layersOf(resource, resolved),
          ...(Array.isArray(known['Layers']) ? { layerCount: known['Layers'].length } : {}),
          ...text('packageType', known['PackageType']),
          ...number('ephemeralStorage', isKnownMap(storage) ? storage['Size'] : undefined),
          ...number('reservedConcurrency', known['ReservedConcurrentExecutions']),
          place: template.place(['Resources', logicalId]),
          places: resource === undefined ? {} : placesOf(resource, resolved),
        },
      ]
    }),
  )
}

function placesOf(resource: Resource, { template }: ResolvedTemplate): TemplateFunction['places'] {
  const entries = Object.entries(properties).flatMap(([field, property]): [string, Place][] => {
    const path = writtenAt(resource, template.value, property)
    return path === undefined ? [] : [[field, template.place(path)]]
  })
  return Object.fromEntries(entries)
}

function environmentOf(known: ResolvedMap): Pick<TemplateFunction, 'environment'> {
  const environment = known['Environment']
  const variables = isKnownMap(environment) ? environment['Variables'] : undefined
  if (!isKnownMap(variables)) return {}
  const values = Object.entries(variables).flatMap(([name, value]): [string, string | Unknown][] => {
    if (isUnknown(value)) return [[name, value]]
    return value === null || typeof value === 'object' ? [] : [[name, String(value)]]
  })
  return { environment: Object.fromEntries(values) }
}

/** Read as written: what a layer of the template resolves to is an ARN that nobody knows. */
function layersOf(resource: Resource | undefined, { template }: ResolvedTemplate): Pick<TemplateFunction, 'layers'> {
  const written = resource === undefined ? undefined : withGlobals(resource, template.value)['Layers']
  if (written === undefined) return {}
  return { layers: [...new Set(refsIn(written))].filter((id) => layerTypes.has(template.resources[id]?.type ?? '')) }
}

/** Names in `Ref`, also inside of `Fn::If`. */
function refsIn(value: TemplateValue): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(refsIn)
  if (!isMap(value)) return []
  const { Ref: name } = value
  return typeof name === 'string' ? [name] : Object.values(value).flatMap(refsIn)
}

function firstOf(value: ResolvedValue | undefined): ResolvedValue | undefined {
  return Array.isArray(value) ? (value as readonly ResolvedValue[])[0] : undefined
}
