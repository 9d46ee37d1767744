import { type Problem, ProjectError } from '@project-utils/contract'
import { inOneLine } from './in-one-line.ts'
import { readJson } from './json.ts'
import { readTemplate, resourceOf } from './read-template.ts'
import type { Report } from './sections.ts'
import type { Template } from './template.ts'
import { isMap, type TemplateMap, type TemplatePath } from './value.ts'
import { readYaml, type YamlText } from './yaml.ts'

/**
 * Parses a CloudFormation template: text that begins with `{` as JSON, any other as YAML with short forms. All problems
 * are reported at once, each with its place.
 *
 * @throws ProjectError `TEMPLATE_SYNTAX`, `TEMPLATE_UNKNOWN_TAG`, `TEMPLATE_STRUCTURE`
 */
export function parseTemplate(text: string, file: string): Template {
  const read = readText(text, file)
  const { value, problems } = read
  if (problems.length > 0) throw refusal(problems)
  if (!isMap(value)) {
    const hint = 'begin with: Resources:'
    throw refusal([
      { code: 'TEMPLATE_SYNTAX', message: 'a template is a mapping', hint, where: { file, line: 1, column: 1 } },
    ])
  }
  return structured(value, file, mayBeDynamic(text), read.locate)
}

/** Reads a template or a piece of one: JSON where the text begins with a bracket of JSON, else YAML. */
export function readText(text: string, file: string): YamlText {
  const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  const binary = body.search(binaryText)
  if (binary >= 0) return binaryProblem(body, file, binary)
  return /^\s*\{/.test(body) ? readJson(body, file) : readYaml(body, file)
}

/** What no text holds: it comes from bytes that are something else, or are encoded otherwise. */
const binaryText = /[^\t-\r -\u{10ffff}]|\ufffd\ufffd/u

function binaryProblem(text: string, file: string, offset: number): YamlText {
  const lines = text.slice(0, offset).split('\n')
  const at = { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
  const message = 'not a text: it holds bytes that no template has'
  const hint = 'save the template as text in UTF-8'
  return {
    value: null,
    problems: [{ code: 'TEMPLATE_SYNTAX', message, hint, where: { file, ...at } }],
    locate: () => at,
  }
}

/** An escape in JSON may hide the word; the template is then looked through in vain. */
function mayBeDynamic(text: string): boolean {
  return /Fn::ForEach::|Fn::Transform|!Transform|AWS::Include|\\u00[2-7]/.test(text)
}

function structured(value: TemplateMap, file: string, isDynamic: boolean, locate: YamlText['locate']): Template {
  const problems: Problem[] = []
  const place = (path: TemplatePath) => ({ file, ...locate(path), ...resourceOf(path), path })
  const report: Report = (path, message, hint = 'write it in the form that the message names') => {
    problems.push({ code: 'TEMPLATE_STRUCTURE', message, where: place(path), hint })
  }
  const template = readTemplate(value, { file, isDynamic, place }, report)
  if (problems.length > 0) throw refusal(problems)
  return template
}

function refusal(found: readonly Problem[]): ProjectError {
  const problems = found.map((one): Problem => {
    const { message, hint } = one
    return { ...one, message: inOneLine(message), ...(hint === undefined ? {} : { hint: inOneLine(hint) }) }
  })
  const first = problems[0] as Problem
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
  const { code, message, hint, where } = first
  return new ProjectError(code, `${where?.file ?? 'template'}: ${message}${more}`, {
    problems,
    ...(hint === undefined ? {} : { hint }),
    ...(where === undefined ? {} : { where }),
  })
}
