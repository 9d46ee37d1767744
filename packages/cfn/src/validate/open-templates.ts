import { relative } from 'node:path'
import { readText } from '@project-utils/artifact'
import { isProjectError, type Problem, problemsOf } from '@project-utils/contract'
import { parseTemplate, type Template } from '@project-utils/template'

/** A template that was read, or why it was not. */
export interface OpenedTemplate {
  /** As it is told: relative to the folder of the command. */
  readonly file: string
  readonly template?: Template
  readonly bytes: number
  readonly problems: readonly Problem[]
}

/** Reads and parses templates, each file once; what is wrong with one keeps no other from being looked at. */
export function templateOpener(cwd: string): (file: string) => OpenedTemplate {
  const opened = new Map<string, OpenedTemplate>()
  return (path) => {
    const known = opened.get(path)
    if (known !== undefined) return known
    const one = open(path, relative(cwd, path) || path)
    opened.set(path, one)
    return one
  }
}

function open(path: string, file: string): OpenedTemplate {
  try {
    const text = readText(path)
    return { file, template: parseTemplate(text, file), bytes: Buffer.byteLength(text), problems: [] }
  } catch (error) {
    if (!isProjectError(error)) throw error
    if (!error.code.startsWith('ARTIFACT_')) return { file, bytes: 0, problems: problemsOf(error) }
    const hint = 'name a template that is there, relative to the current folder'
    const where = { file, line: 1, column: 1 }
    return { file, bytes: 0, problems: [{ code: 'CFN_TEMPLATE_UNREADABLE', message: error.message, hint, where }] }
  }
}
