import { type Problem, ProjectError } from '@project-utils/contract'
import { readJson } from './json.ts'
import { readConditions, readMappings, readOutputs, readParameters, readResources, readTransforms } from './sections.ts'
import type { Template } from './template.ts'
import { isMap, type TemplateMap, type TemplatePath, type TemplateValue } from './value.ts'
import { readYaml, type YamlText } from './yaml.ts'

/**
 * Parses a CloudFormation template: text that begins with `{` as JSON, any other as YAML with short forms. All problems
 * are reported at once, each with its place.
 *
 * @throws ProjectError `TEMPLATE_SYNTAX`, `TEMPLATE_UNKNOWN_TAG`, `TEMPLATE_STRUCTURE`
 */
export function parseTemplate(text: string, file: string): Template {
  const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  const { value, locate } = body.trimStart().startsWith('{') ? parseJson(body, file) : parseYaml(body, file)
  if (!isMap(value)) {
    const hint = 'begin with: Resources:'
    throw refusal([
      { code: 'TEMPLATE_SYNTAX', message: 'a template is a mapping', hint, where: { file, line: 1, column: 1 } },
    ])
  }
  return structured(value, file, locate)
}

type Locate = YamlText['locate']

function parseJson(text: string, file: string): { value: TemplateValue; locate: Locate } {
  const read = readJson(text, file)
  if ('problem' in read) throw refusal([read.problem])
  let yaml: YamlText | undefined
  return {
    value: read.value,
    locate: (path) => {
      yaml ??= readYaml(text, file)
      return yaml.locate(path)
    },
  }
}

function parseYaml(text: string, file: string): { value: TemplateValue; locate: Locate } {
  const read = readYaml(text, file)
  if (read.problems.length > 0) throw refusal(read.problems)
  return read
}

function structured(value: TemplateMap, file: string, locate: Locate): Template {
  const problems: Problem[] = []
  const place = (path: TemplatePath) => ({ file, ...locate(path), ...resourceOf(path), path })
  const report = (path: TemplatePath, message: string, hint = 'write it in the form that the message names'): void => {
    problems.push({ code: 'TEMPLATE_STRUCTURE', message, where: place(path), hint })
  }
  const template: Template = {
    file,
    value,
    resources: readResources(value, report),
    parameters: readParameters(value, report),
    outputs: readOutputs(value, report),
    conditions: readConditions(value, report),
    mappings: readMappings(value, report),
    transforms: readTransforms(value),
    place,
  }
  if (problems.length > 0) throw refusal(problems)
  return template
}

function resourceOf(path: TemplatePath): { readonly resource?: string } {
  const [section, id] = path
  return section === 'Resources' && typeof id === 'string' ? { resource: id } : {}
}

function refusal(problems: readonly Problem[]): ProjectError {
  const first = problems[0] as Problem
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
  const { code, message, hint, where } = first
  return new ProjectError(code, `${where?.file ?? 'template'}: ${message}${more}`, {
    problems,
    ...(hint === undefined ? {} : { hint }),
    ...(where === undefined ? {} : { where }),
  })
}
