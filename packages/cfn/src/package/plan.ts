import {
  type Locations,
  parseTemplate,
  type Template,
  type TemplateMap,
  type TemplatePath,
  type TemplateValue,
  withCode,
} from '@project-utils/template'
import type { BlobPlace, PackagedBlob } from './blob.ts'
import type { LocalPath } from './local-paths.ts'
import type { Form } from './local-properties.ts'
import type { Packed } from './pack.ts'

/** A local path of a template, and what lies there. */
export interface FoundPath {
  readonly local: LocalPath
  readonly packed: Packed
}

/** A template that points into the bucket, and what must lie there. */
export interface PackagePlan {
  /** With the places of the template as it is written. */
  readonly template: Template
  /** As it is sent: minified JSON. */
  readonly body: string
  readonly blobs: readonly PackagedBlob[]
}

/**
 * Puts the places in the bucket where a template names local paths, and built code where the configuration builds it. Pure.
 *
 * @param code of functions and layers of this template, by logical id
 * @throws ProjectError those of `withCode`
 */
export function planPackage(
  template: Template,
  found: readonly FoundPath[],
  place: BlobPlace,
  code: Locations = {},
): PackagePlan {
  const value = found.reduce<TemplateValue>(
    (all, { local, packed }) => replaced(all, local.path, written(local.property.form, packed, place)),
    template.value,
  )
  const pointing = { ...parseTemplate(JSON.stringify(value), template.file), place: template.place }
  const body = withCode(pointing, code)
  const result =
    body === JSON.stringify(value) ? pointing : { ...parseTemplate(body, template.file), place: template.place }
  const blobs = found.map(({ local, packed }): PackagedBlob => {
    const { file, line, column } = template.place(local.path)
    return { ...packed, usedAt: [[file, line, column].filter((part) => part !== undefined).join(':')] }
  })
  return { template: result, body, blobs: joined(blobs) }
}

/** Each blob once, with all places that name it. */
export function joined(blobs: readonly PackagedBlob[]): readonly PackagedBlob[] {
  const bySha = new Map<string, PackagedBlob>()
  for (const blob of blobs) {
    const before = bySha.get(blob.sha256)
    const usedAt = [...new Set([...(before?.usedAt ?? []), ...blob.usedAt])]
    bySha.set(blob.sha256, { ...(before ?? blob), usedAt })
  }
  return [...bySha.values()]
}

function written(form: Form, { sha256 }: Packed, { bucket, region, key }: BlobPlace): TemplateValue {
  if (form.kind === 'keys') return { [form.bucket]: bucket, [form.key]: key(sha256) }
  if (form.kind === 's3') return `s3://${bucket}/${key(sha256)}`
  const suffix = region.startsWith('cn-') ? '.cn' : ''
  // Path style is what both AWS and the local cloud take.
  return `https://s3.${region}.amazonaws.com${suffix}/${bucket}/${key(sha256)}`
}

function replaced(value: TemplateValue, path: TemplatePath, by: TemplateValue): TemplateValue {
  const [step, ...rest] = path
  if (step === undefined) return by
  if (Array.isArray(value)) return value.map((item, index) => (index === step ? replaced(item, rest, by) : item))
  const map = value as TemplateMap
  return { ...map, [step]: replaced(map[step] ?? null, rest, by) }
}
