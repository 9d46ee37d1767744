import {
  isKnownMap,
  type Template,
  type TemplateMap,
  type TemplatePath,
  type TemplateValue,
} from '@project-utils/template'
import {
  globalTypes,
  includeLocation,
  type LocalProperty,
  localProperties,
  metadataProperties,
} from './local-properties.ts'

/** A place in a template that names a file or folder of the own disk. */
export interface LocalPath {
  readonly path: TemplatePath
  /** As it is written, relative to the template's folder. */
  readonly text: string
  readonly property: LocalProperty
  /** The logical id; absent where it is none of a resource. */
  readonly logicalId?: string
}

/**
 * All local paths of a template: texts where a bucket, an address or an intrinsic function could stand, and that are no
 * address. Also in loops (`Fn::ForEach`), `Globals`, `Metadata` and in what `AWS::Include` takes in. Pure.
 *
 * @param skipped logical ids of functions and layers whose code comes from elsewhere
 */
export function localPaths(
  { value }: Pick<Template, 'value'>,
  skipped: ReadonlySet<string> = new Set(),
): readonly LocalPath[] {
  return [
    ...inResources(value['Resources'], ['Resources'], skipped),
    ...Object.entries(globalTypes).flatMap(([part, type]) =>
      inProperties(mapAt(value, ['Globals', part]), ['Globals', part], localProperties[type] ?? []),
    ),
    ...Object.entries(metadataProperties).flatMap(([key, properties]) =>
      inProperties(mapAt(value, ['Metadata', key]), ['Metadata', key], properties),
    ),
    ...includes(value, []),
  ]
}

function inResources(
  section: TemplateValue | undefined,
  at: TemplatePath,
  skipped: ReadonlySet<string>,
): readonly LocalPath[] {
  if (!isKnownMap(section)) return []
  return Object.entries(section as TemplateMap).flatMap(([id, resource]): readonly LocalPath[] => {
    if (id.startsWith('Fn::ForEach::')) {
      const body = Array.isArray(resource) ? resource[2] : undefined
      return inResources(body, [...at, id, 2], skipped)
    }
    if (!isKnownMap(resource)) return []
    const { Type: type, Properties: properties } = resource as TemplateMap
    const known = localProperties[String(type)] ?? []
    const isImage = isKnownMap(properties) && properties['PackageType'] === 'Image'
    const wanted = known.filter(({ content }) => content !== 'code' || !(isImage || skipped.has(id)))
    return inProperties(properties, [...at, id, 'Properties'], wanted).map((each) => ({ ...each, logicalId: id }))
  })
}

function inProperties(
  properties: TemplateValue | undefined,
  at: TemplatePath,
  known: readonly LocalProperty[],
): readonly LocalPath[] {
  return known.flatMap((property) =>
    valuesAt(properties, property.path, at).flatMap(({ value, path }) =>
      typeof value === 'string' && isLocal(value) ? [{ path, text: value, property }] : [],
    ),
  )
}

/** `Fn::Transform` anywhere, and `Transform` at the top. */
function includes(value: TemplateValue, path: TemplatePath): readonly LocalPath[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => includes(item, [...path, index]))
  if (!isKnownMap(value)) return []
  const isTop = path.length === 0
  return Object.entries(value as TemplateMap).flatMap(([key, item]) => {
    const own = [...path, key]
    if (key !== 'Fn::Transform' && !(isTop && key === 'Transform')) return includes(item, own)
    const macros = Array.isArray(item)
      ? item.map((one, index) => ({ one, at: [...own, index] }))
      : [{ one: item, at: own }]
    return macros.flatMap(({ one, at }) =>
      isKnownMap(one) && one['Name'] === 'AWS::Include'
        ? inProperties((one as TemplateMap)['Parameters'], [...at, 'Parameters'], [includeLocation])
        : [],
    )
  })
}

interface Found {
  readonly value: TemplateValue
  readonly path: TemplatePath
}

function valuesAt(value: TemplateValue | undefined, steps: readonly string[], at: TemplatePath): readonly Found[] {
  if (value === undefined) return []
  const [step, ...rest] = steps
  if (step === undefined) return [{ value, path: at }]
  if (step !== '*') return isKnownMap(value) ? valuesAt((value as TemplateMap)[step], rest, [...at, step]) : []
  if (Array.isArray(value)) return value.flatMap((item, index) => valuesAt(item, rest, [...at, index]))
  if (!isKnownMap(value)) return []
  return Object.entries(value as TemplateMap).flatMap(([key, item]) => valuesAt(item, rest, [...at, key]))
}

function mapAt(value: TemplateMap, [first = '', second = '']: readonly string[]): TemplateValue | undefined {
  const section = value[first]
  return isKnownMap(section) ? (section as TemplateMap)[second] : undefined
}

/** Neither empty nor an address; `file://` is the own disk. */
function isLocal(text: string): boolean {
  return text.trim() !== '' && (!/^[a-z][a-z0-9+.-]+:\/\//i.test(text) || text.startsWith('file://'))
}
