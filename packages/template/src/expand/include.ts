import { readText } from '../parse.ts'
import { isMap, type TemplateMap, type TemplatePath, type TemplateValue } from '../value.ts'
import type { Expansion, Origin } from './expansion.ts'

/** A file as it was read; `file` is the name that places tell. */
export interface IncludedFile {
  readonly text: string
  readonly file: string
}

/** Reads a local file by the location that a template names; undefined where there is none. */
export type ReadFile = (location: string) => IncludedFile | undefined

/** A snippet, or why it is not known. */
export type Snippet =
  | { readonly value: TemplateMap; readonly origin: Origin }
  | { readonly why: string; readonly isError: boolean }

/** Tells whether an `Fn::Transform`, or an entry of `Transform`, is an include. */
export function isInclude(value: TemplateValue): value is TemplateMap {
  return isMap(value) && value['Name'] === 'AWS::Include'
}

/** Reads what an include names, where that is a local file. Source: CloudFormation template reference, "AWS::Include". */
export function readSnippet(include: TemplateMap, { resolver, readFile }: Expansion): Snippet {
  const parameters = include['Parameters']
  const location = resolver.value(isMap(parameters) ? (parameters['Location'] ?? null) : null)
  if (typeof location !== 'string') return { why: 'the location of an include is unknown', isError: false }
  if (/^(s3|https?):\/\//.test(location)) return { why: `${location} is not read before deployment`, isError: false }
  const file = readFile?.(location)
  if (file === undefined) {
    return { why: `there is no file ${location} to include`, isError: readFile !== undefined }
  }
  const { value, problems, locate } = readText(file.text, file.file)
  const [problem] = problems
  if (problem !== undefined) return { why: `${location} cannot be included: ${problem.message}`, isError: true }
  if (!isMap(value)) return { why: `${location} cannot be included: it is no mapping`, isError: true }
  const place = (path: TemplatePath) => ({ file: file.file, ...locate(path), path })
  return { value, origin: { path: [], place } }
}
