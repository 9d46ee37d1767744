import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { isProjectError, problemsOf } from '@project-utils/contract'
import { openSchemas, parseTemplate } from '@project-utils/template'
import { validateTemplate } from '@project-utils/template/validate'

/** One error of ours in a public template. */
interface PublicError {
  /** Relative to the folder that was given. */
  readonly file: string
  readonly line: number
  readonly rule: string
  readonly message: string
}

/** An error that stays, although the template was published as working, and why. */
export interface Justified {
  readonly file: string
  readonly line: number
  readonly rule: string
  /** What cfn-lint says of the line; empty where it says nothing. */
  readonly cfnLint: string
  readonly reason: string
}

/** Judges the templates of folders, and prints what is not justified; the exit code is 1 where anything is left. */
export async function judgePublic(folders: readonly string[], cfnLint: string | undefined): Promise<void> {
  const files = folders.flatMap((folder) => templatesIn(folder).map((file) => ({ file, name: relative(folder, file) })))
  const errors = files.flatMap(({ file, name }) => errorsOf(readFileSync(file, 'utf8'), name))
  const justified: readonly Justified[] = JSON.parse(readFileSync(new URL('justified.json', import.meta.url), 'utf8'))
  const reasons = new Map(justified.map((one) => [`${one.file}:${one.line} ${one.rule}`, one.reason]))
  const open = errors.filter(({ file, line, rule }) => !reasons.has(`${file}:${line} ${rule}`))
  const theirs = cfnLint === undefined ? new Map<string, readonly string[]>() : await askCfnLint(cfnLint, files)
  for (const { file, line, rule, message } of open) {
    console.log(`${file}:${line} ${rule} ${message}`)
    for (const word of theirs.get(file) ?? []) if (word.startsWith(`${line}:`)) console.log(`    cfn-lint ${word}`)
  }
  console.log(
    `${files.length} templates, ${errors.length} errors in ${new Set(errors.map(({ file }) => file)).size}, ${open.length} not justified`,
  )
  if (open.length > 0) process.exitCode = 1
}

const schemas = openSchemas()

function errorsOf(text: string, file: string): readonly PublicError[] {
  try {
    const findings = validateTemplate(parseTemplate(text, file), { schemas })
    return findings.flatMap(({ rule, severity, where, message }) =>
      severity === 'error' ? [{ file, line: where?.line ?? 0, rule, message }] : [],
    )
  } catch (error) {
    if (!isProjectError(error)) throw error
    return problemsOf(error).map(({ code, message, where }) => ({ file, line: where?.line ?? 0, rule: code, message }))
  }
}

function templatesIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ya?ml|json|template)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => isTemplate(readFileSync(file, 'utf8')))
    .sort()
}

/** Beside templates lie their parameters, tests and settings of tools. */
function isTemplate(text: string): boolean {
  return /AWSTemplateFormatVersion|^\s*"?Resources"?\s*:/m.test(text) && /Type"?\s*:\s*["']?(AWS|Custom)::/.test(text)
}

interface Named {
  readonly file: string
  readonly name: string
}

/** What cfn-lint says of each file: `line: code message`. */
async function askCfnLint(path: string, files: readonly Named[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const names = new Map(files.map(({ file, name }) => [file, name]))
  const { promise, resolve } = Promise.withResolvers<string>()
  const flags = ['--format', 'json', '--non-zero-exit-code', 'none', '--']
  execFile(path, [...flags, ...names.keys()], { maxBuffer: 1024 ** 3 }, (_error, stdout) => resolve(stdout))
  const matches: readonly Match[] = JSON.parse(await promise)
  const words = new Map<string, string[]>()
  for (const { Filename, Location, Rule, Message } of matches) {
    const name = names.get(Filename) ?? Filename
    words.set(name, [...(words.get(name) ?? []), `${Location.Start.LineNumber}: ${Rule.Id} ${Message}`])
  }
  return words
}

interface Match {
  readonly Filename: string
  readonly Location: { readonly Start: { readonly LineNumber: number } }
  readonly Rule: { readonly Id: string }
  readonly Message: string
}
