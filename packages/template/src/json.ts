import type { Problem } from '@project-utils/contract'
import type { TemplateValue } from './value.ts'
import { readYaml } from './yaml.ts'

/** Reads JSON; where it is broken, gives the problem with line and column instead. */
export function readJson(
  text: string,
  file: string,
): { readonly value: TemplateValue } | { readonly problem: Problem } {
  try {
    return { value: JSON.parse(text) }
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    const hint = 'compare commas, quotes and brackets around this place'
    return { problem: { code: 'TEMPLATE_SYNTAX', message, hint, where: { file, ...whereBroken(message, text, file) } } }
  }
}

function whereBroken(message: string, text: string, file: string): { line: number; column: number } {
  const told = /\(line (\d+) column (\d+)\)/.exec(message)
  if (told !== null) return { line: Number(told[1]), column: Number(told[2]) }
  const foreign = foreignOffset(text)
  if (foreign < text.length) return lineAndColumn(text, foreign)
  const found = readYaml(text, file).problems[0]?.where
  if (found?.line !== undefined && found.column !== undefined) return { line: found.line, column: found.column }
  return lineAndColumn(text, text.trimEnd().length)
}

/** Where the first thing stands that is no token of JSON: V8 names no position for such. */
function foreignOffset(text: string): number {
  const token = /[\s{}[\]:,]+|"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
  let end = 0
  while (token.test(text)) end = token.lastIndex
  return end
}

function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const lines = text.slice(0, offset).split('\n')
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}
