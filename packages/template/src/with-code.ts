import { type Problem, ProjectError } from '@project-utils/contract'
import type { Resource, Template } from './template.ts'
import { isMap, type TemplateMap } from './value.ts'

/** Where a function's zip lies. */
export interface CodeLocation {
  readonly bucket: string
  readonly key: string
}

/**
 * The template's body as it is sent: minified JSON, with the code of the given functions (by logical id) pointing to
 * their zips. Functions whose code is inline, an image or in a bucket already stay as they are.
 *
 * @throws ProjectError `TEMPLATE_FUNCTION_UNKNOWN`, `TEMPLATE_FUNCTION_UNBUILT`, with all functions concerned
 */
export function withCode(template: Template, code: Readonly<Record<string, CodeLocation>>): string {
  const problems = [
    ...Object.keys(code).flatMap((id) => unknownFunction(template, id)),
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
    const Code = { S3Bucket: location.bucket, S3Key: location.key }
    return [id, { ...value, Properties: { ...properties, Code } }]
  })
  return JSON.stringify({ ...template.value, Resources: Object.fromEntries(resources) })
}

function unknownFunction(template: Template, id: string): readonly Problem[] {
  const resource = template.resources[id]
  const isZip = resource?.type === 'AWS::Lambda::Function' && resource.properties['PackageType'] !== 'Image'
  if (isZip) return []
  const ids = Object.values(template.resources).filter(({ type }) => type === 'AWS::Lambda::Function')
  const list = ids.map(({ logicalId }) => logicalId).join(', ')
  return [
    {
      code: 'TEMPLATE_FUNCTION_UNKNOWN',
      message:
        resource === undefined
          ? `function ${id} is in the project's configuration, but ${template.file} has no resource of that name`
          : `${id} in ${template.file} is an ${resource.type}, no AWS::Lambda::Function with a zip as its code`,
      hint: list === '' ? 'the template has no function' : `functions of the template: ${list}`,
      where: resource === undefined ? template.place(['Resources']) : template.place(['Resources', id]),
    },
  ]
}

function unbuilt(
  template: Template,
  { logicalId, type, properties }: Resource,
  code: Readonly<Record<string, CodeLocation>>,
): readonly Problem[] {
  if (type !== 'AWS::Lambda::Function' || Object.hasOwn(code, logicalId)) return []
  const written = properties['Code']
  if (isMap(written)) return []
  const what = typeof written === 'string' ? `names the local path "${written}" as its code` : 'has no code'
  return [
    {
      code: 'TEMPLATE_FUNCTION_UNBUILT',
      message: `function ${logicalId} in ${template.file} ${what}, and nothing was built for it`,
      hint: `add "${logicalId}: { entry: … }" under "functions" in the project's configuration`,
      where: template.place(['Resources', logicalId, 'Properties', 'Code']),
    },
  ]
}
