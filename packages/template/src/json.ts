import type { Problem } from '@project-utils/contract'
import { countLines, type Position } from './lines.ts'
import { type JsonPlaces, scanJson } from './scan-json.ts'
import type { TemplatePath, TemplateValue } from './value.ts'
import { readYaml, type YamlText } from './yaml.ts'

/** Reads JSON. Never throws: what is wrong, keys that stand twice too, stands in `problems`, each with its place. */
export function readJson(text: string, file: string): YamlText {
  const position = countLines(text)
  const refused = (problems: readonly Problem[]): YamlText => ({ value: null, problems, locate: () => position(0) })
  let value: TemplateValue
  try {
    value = JSON.parse(text)
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    const hint = 'compare commas, quotes and brackets around this place'
    return refused([{ code: 'TEMPLATE_SYNTAX', message, hint, where: { file, ...whereBroken(message, text, file) } }])
  }
  const places = scanJson(text)
  const problems = places.problems.map(
    ({ offset, message, hint }): Problem => ({
      code: 'TEMPLATE_SYNTAX',
      message,
      hint,
      where: { file, ...position(offset) },
    }),
  )
  if (problems.length > 0) return refused(problems)
  return { value, problems, locate: (path) => position(offsetOf(places, path)) }
}

function offsetOf({ root }: JsonPlaces, path: TemplatePath): number {
  let node = root
  let offset = node.offset
  for (const step of path) {
    const next = node.children?.get(String(step))
    if (next === undefined) break
    offset = next.key
    node = next
  }
  return offset
}

function whereBroken(message: string, text: string, file: string): Position {
  const told = /\(line (\d+) column (\d+)\)/.exec(message)
  if (told !== null) return { line: Number(told[1]), column: Number(told[2]) }
  const position = countLines(text)
  const foreign = foreignOffset(text)
  if (foreign < text.length) return position(foreign)
  const found = readYaml(text, file).problems[0]?.where
  if (found?.line !== undefined && found.column !== undefined) return { line: found.line, column: found.column }
  return position(text.trimEnd().length)
}

/** Where the first thing stands that is no token of JSON: V8 names no position for such. */
function foreignOffset(text: string): number {
  const token = /[\s{}[\]:,]+|"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
  let end = 0
  while (token.test(text)) end = token.lastIndex
  return end
}
