import { type Problem, ProjectError } from '@project-utils/contract'
import { functionTypes, layerTypes, withGlobals, writtenAt } from './serverless.ts'
import type { Resource, Template } from './template.ts'
import { isMap, type TemplateMap, type TemplateValue } from './value.ts'

/** Where a zip lies: that of a function or of a layer. */
export interface CodeLocation {
  readonly bucket: string
  readonly key: string
}

/** Where a function's container image lies: `repository@sha256:…`. */
export interface ImageLocation {
  readonly image: string
}

/** Where built code lies, by logical id. */
export type Locations = Readonly<Record<string, CodeLocation | ImageLocation>>

/**
 * The template's body as it is sent: minified JSON, with the code of the given functions and layers (by logical id)
 * pointing to their zips and images. What is inline, or in a bucket or repository already, stays as it is.
 *
 * @throws ProjectError `TEMPLATE_FUNCTION_UNKNOWN`, `TEMPLATE_FUNCTION_UNBUILT`, `TEMPLATE_LAYER_UNBUILT`, with all
 *   functions and layers concerned
 */
export function withCode(template: Template, code: Locations): string {
  const problems = [
    ...Object.entries(code).flatMap(([id, location]) => unknown(template, id, location)),
    ...Object.values(template.resources).flatMap((resource) => unbuilt(template, resource, code)),
  ]
  const first = problems[0]
  if (first !== undefined) {
    throw new ProjectError(first.code, problems.map(({ message }) => message).join('; '), {
      problems,
      ...(first.hint === undefined ? {} : { hint: first.hint }),
      ...(first.where === undefined ? {} : { where: first.where }),
    })
  }
  if (Object.keys(code).length === 0) return JSON.stringify(template.value)
  const resources = Object.entries(template.value['Resources'] as TemplateMap).map(([id, value]) => {
    const location = Object.hasOwn(code, id) ? code[id] : undefined
    if (location === undefined || !isMap(value)) return [id, value]
    const properties = isMap(value['Properties']) ? value['Properties'] : {}
    return [id, { ...value, Properties: located(String(value['Type']), properties, location) }]
  })
  return JSON.stringify({ ...template.value, Resources: Object.fromEntries(resources) })
}

/** The properties with the location in the form that the type takes; other forms of code are dropped. */
function located(type: string, properties: TemplateMap, location: CodeLocation | ImageLocation): TemplateMap {
  if (type === 'AWS::Serverless::Function') {
    const { CodeUri: _uri, InlineCode: _inline, ImageUri: _image, ...rest } = properties
    if ('image' in location) return { ...rest, ImageUri: location.image }
    return { ...rest, CodeUri: { Bucket: location.bucket, Key: location.key } }
  }
  if ('image' in location) return { ...properties, Code: { ImageUri: location.image } }
  const { bucket, key } = location
  if (type === 'AWS::Serverless::LayerVersion') return { ...properties, ContentUri: { Bucket: bucket, Key: key } }
  const property = type === 'AWS::Lambda::LayerVersion' ? 'Content' : 'Code'
  return { ...properties, [property]: { S3Bucket: bucket, S3Key: key } }
}

function unknown(template: Template, id: string, location: CodeLocation | ImageLocation): readonly Problem[] {
  const resource = template.resources[id]
  const form = 'image' in location ? 'an image' : 'a zip'
  const isImage = resource !== undefined && withGlobals(resource, template.value)['PackageType'] === 'Image'
  if (functionTypes.has(resource?.type ?? '') && isImage === 'image' in location) return []
  if (layerTypes.has(resource?.type ?? '') && 'bucket' in location) return []
  const ids = Object.values(template.resources).filter(({ type }) => functionTypes.has(type))
  const list = ids.map(({ logicalId }) => logicalId).join(', ')
  const message = ((): string => {
    if (resource === undefined) {
      return `function ${id} is in the project's configuration, but ${template.file} has no resource of that name`
    }
    const what = isImage ? `${resource.type} with an image` : resource.type
    return `${id} in ${template.file} is an ${what}, no AWS::Lambda::Function with ${form} as its code`
  })()
  const where = template.place(resource === undefined ? ['Resources'] : ['Resources', id])
  const hint = list === '' ? 'the template has no function' : `functions of the template: ${list}`
  return [{ code: 'TEMPLATE_FUNCTION_UNKNOWN', message, hint, where }]
}

function unbuilt(template: Template, resource: Resource, code: Locations): readonly Problem[] {
  const { logicalId, type } = resource
  const isLayer = layerTypes.has(type)
  if (Object.hasOwn(code, logicalId) || (!isLayer && !functionTypes.has(type))) return []
  const properties = withGlobals(resource, template.value)
  const written = codeOf(type, properties)
  if (isElsewhere(written)) return []
  const kind = isLayer ? 'layer' : 'function'
  const noun = isLayer ? 'content' : 'code'
  const text = written.value
  const what = typeof text === 'string' ? `names the local path "${text}" as its ${noun}` : `has no ${noun}`
  const source = isLayer
    ? 'directory: …'
    : properties['PackageType'] === 'Image'
      ? 'image: { directory: … }'
      : 'entry: …'
  const path = writtenAt(resource, template.value, written.property)
  return [
    {
      code: isLayer ? 'TEMPLATE_LAYER_UNBUILT' : 'TEMPLATE_FUNCTION_UNBUILT',
      message: `${kind} ${logicalId} in ${template.file} ${what}, and nothing was built for it`,
      hint: `add "${logicalId}: { ${source} }" under "${kind}s" in the project's configuration`,
      where: template.place(path ?? ['Resources', logicalId, 'Properties', written.property]),
    },
  ]
}

interface Written {
  readonly property: string
  readonly value: TemplateValue | undefined
}

function codeOf(type: string, properties: TemplateMap): Written {
  const names = properties['PackageType'] === 'Image' ? imageProperties[type] : codeProperties[type]
  const [first = 'Code'] = names ?? []
  const property = names?.find((name) => properties[name] !== undefined) ?? first
  return { property, value: properties[property] }
}

/** The first is what people mean where none is written. */
const codeProperties: Readonly<Record<string, readonly string[]>> = {
  'AWS::Lambda::Function': ['Code'],
  'AWS::Lambda::LayerVersion': ['Content'],
  'AWS::Serverless::Function': ['CodeUri', 'InlineCode'],
  'AWS::Serverless::LayerVersion': ['ContentUri'],
}

const imageProperties: Readonly<Record<string, readonly string[]>> = {
  'AWS::Lambda::Function': ['Code'],
  'AWS::Serverless::Function': ['ImageUri'],
}

/** Inline, in a bucket or in a repository: nothing to build. */
function isElsewhere({ property, value }: Written): boolean {
  if (typeof value !== 'string') return isMap(value)
  return property === 'InlineCode' || property === 'ImageUri' || (property.endsWith('Uri') && value.startsWith('s3://'))
}
