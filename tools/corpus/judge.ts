import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
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

/** What was judged, and what stays of it. */
interface Justified {
  readonly sources: readonly {
    readonly name: string
    readonly repository: string
    readonly commit: string
    readonly licence: string
    readonly templates: number
    /** What the names of its templates fit; the repository holds much else. */
    readonly names: string
  }[]
  /** Version of cfn-lint. */
  readonly cfnLint: string
  readonly errors: readonly JustifiedError[]
}

/** An error that stays, although the template was published as working, and why. */
interface JustifiedError {
  readonly source: string
  readonly file: string
  readonly line: number
  readonly rule: string
  /** What cfn-lint says of the line; empty where it says nothing. */
  readonly cfnLint: string
  readonly reason: string
}

/** What is justified. */
export const justified: Justified = JSON.parse(readFileSync(new URL('justified.json', import.meta.url), 'utf8'))

/** Judges the templates of a folder whose name is that of a source: how many there are, and the errors in them. */
export function judgeFolder(folder: string): {
  readonly files: readonly Named[]
  readonly errors: readonly PublicError[]
} {
  const names = new RegExp(justified.sources.find(({ name }) => name === basename(folder))?.names ?? '.')
  const files = templatesIn(folder)
    .filter((file) => names.test(basename(file)))
    .map((file) => ({ file, name: relative(folder, file) }))
  return { files, errors: files.flatMap(({ file, name }) => errorsOf(readFileSync(file, 'utf8'), name)) }
}

/** The errors that nobody has justified. */
export function unjustified(folder: string, errors: readonly PublicError[]): readonly PublicError[] {
  const own = justified.errors.filter(({ source }) => source === basename(folder))
  const known = new Set(own.map(({ file, line, rule }) => `${file}:${line} ${rule}`))
  return errors.filter(({ file, line, rule }) => !known.has(`${file}:${line} ${rule}`))
}

/** Judges public templates, and prints what is not justified, with what cfn-lint says there; the exit code is 1 where anything is. */
export async function judgePublic(folders: readonly string[], cfnLint: string | undefined): Promise<void> {
  for (const folder of folders) {
    const { files, errors } = judgeFolder(folder)
    const open = unjustified(folder, errors)
    const names = new Set(open.map(({ file }) => file))
    const asked = files.filter(({ name }) => names.has(name))
    const theirs = cfnLint === undefined || asked.length === 0 ? new Map() : await askCfnLint(cfnLint, asked)
    for (const { file, line, rule, message } of open) {
      console.log(`${file}:${line} ${rule} ${message}`)
      for (const word of theirs.get(file) ?? []) if (word.startsWith(`${line}:`)) console.log(`    cfn-lint ${word}`)
    }
    const where = new Set(errors.map(({ file }) => file)).size
    console.log(
      `${folder}: ${files.length} templates, ${errors.length} errors in ${where}, ${open.length} not justified`,
    )
    if (open.length > 0) process.exitCode = 1
  }
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
