import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Problem } from '@project-utils/contract'
import { normalName } from './marker.ts'
import { type Requirements, requirementsProblem } from './requirements.ts'

/** One logical line of a requirements file. */
interface Line {
  readonly text: string
  readonly file: string
  readonly line: number
}

/** Options that are handed to the installer, with a value. `=`, a space or nothing may stand between. */
const passed = ['--index-url', '--extra-index-url', '--find-links', '--trusted-host', '--pre', '--no-index']
const short: Readonly<Record<string, string>> = { '-i': '--index-url', '-f': '--find-links' }
/** Options that say nothing about which packages there are, or what is done anyway. */
const ignored = [
  '--require-hashes',
  '--no-binary',
  '--prefer-binary',
  '--only-binary',
  '--use-feature',
  '--use-pep517',
  '--no-use-pep517',
]

interface Reading {
  readonly lines: string[]
  readonly constraints: string[]
  readonly options: [string, string?][]
  readonly locals: string[]
  readonly inputs: Set<string>
  readonly problems: Problem[]
}

/**
 * Reads a requirements file with all files it includes. Local folders are told apart, so that they can be packed as
 * sources; what no wheel can answer (a version control address) is refused by name. Source: pip's requirements file
 * format.
 */
export function readRequirementsFile(file: string): Requirements {
  const reading: Reading = { lines: [], constraints: [], options: [], locals: [], inputs: new Set(), problems: [] }
  readInto(reading, file, 'requirement')
  const { lines, constraints, options, locals, inputs, problems } = reading
  const unpinned = lines.filter((line) => !isPinned(line) && !isConstrained(line, constraints))
  const complete = lines.length > 0 && lines.every((line) => line.includes('--hash='))
  return { lines, constraints, options, complete, locals, unpinned, inputs: [...inputs], problems }
}

function readInto(reading: Reading, file: string, kind: 'requirement' | 'constraint'): void {
  if (reading.inputs.has(file)) return
  reading.inputs.add(file)
  for (const line of logicalLines(readFileSync(file, 'utf8'), file)) {
    if (line.text.startsWith('-')) readOption(reading, line, kind)
    else if (kind === 'constraint') reading.constraints.push(line.text)
    else readRequirement(reading, line, line.text)
  }
}

/** Lines with their continuations joined, without comments and blank ones. */
function logicalLines(text: string, file: string): readonly Line[] {
  const lines: Line[] = []
  let open = ''
  let start = 0
  const end = (): void => {
    const whole = open.replace(/\s+/g, ' ').trim()
    if (whole !== '') lines.push({ text: whole, file, line: start })
    open = ''
  }
  for (const [index, written] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = written.replace(/(^|\s)#.*$/, '$1')
    if (open === '') start = index + 1
    const continued = line.endsWith('\\')
    open += continued ? `${line.slice(0, -1)} ` : line
    if (!continued) end()
  }
  end()
  return lines
}

function readOption(reading: Reading, line: Line, kind: 'requirement' | 'constraint'): void {
  const [, written = '', value = ''] = /^(--[a-z0-9-]+|-[a-z])(?:\s*=\s*|\s+|)(.*)$/i.exec(line.text) ?? []
  const name = short[written] ?? written
  const refuse = (message: string, hint: string): void => {
    reading.problems.push(requirementsProblem(line.file, `"${line.text}": ${message}`, hint, line.line))
  }
  if (['-r', '--requirement', '-c', '--constraint'].includes(name)) {
    const other = resolve(dirname(line.file), value)
    if (statSync(other, { throwIfNoEntry: false })?.isFile() !== true)
      refuse(`there is no file ${value}`, 'correct the path')
    else readInto(reading, other, /^--?c/.test(name) ? 'constraint' : kind)
  } else if (name === '-e' || name === '--editable') {
    readRequirement(reading, line, value)
  } else if (passed.includes(name)) {
    const isFolder = name === '--find-links' && !/^[a-z]+:\/\//i.test(value)
    if (isFolder) reading.inputs.add(resolve(dirname(line.file), value))
    reading.options.push(value === '' ? [name] : [name, isFolder ? resolve(dirname(line.file), value) : value])
  } else if (!ignored.includes(name)) {
    refuse('this option is not known', 'remove it, or write the requirement without it')
  }
}

function readRequirement(reading: Reading, line: Line, text: string): void {
  const folder = dirname(line.file)
  const [, name, address] = /^([\w.-]+(?:\[[^\]]*\])?)\s*@\s*(\S+)/.exec(text) ?? []
  const target = address ?? text
  const refuse = (message: string): void => {
    const hint = 'build a wheel of it into a folder, name that with --find-links, and require it by name and version'
    reading.problems.push(requirementsProblem(line.file, message, hint, line.line))
  }
  const [path = ''] = target.split(/[#\s;]/)
  if (/^(git|hg|svn|bzr)\+/.test(target)) {
    refuse(`${name ?? path} comes from version control, and is no wheel`)
    return
  }
  if (/^https?:/.test(target)) {
    if (/\.whl$/.test(path)) reading.lines.push(text)
    else refuse(`${name ?? path} is no wheel`)
    return
  }
  const local = path.startsWith('file:/') ? fileURLToPath(path) : resolve(folder, path.replace(/^file:|\[.*$/g, ''))
  const isPath = address !== undefined || /^(file:|\.|\/|[A-Za-z]:[\\/])/.test(path) || path.includes('/')
  if (!isPath && !/\.whl$/.test(path)) {
    reading.lines.push(withoutSettings(text))
  } else if (!existsSync(local)) {
    refuse(`there is no ${path}`)
  } else if (statSync(local).isDirectory()) {
    reading.locals.push(local)
  } else if (/\.whl$/.test(local)) {
    reading.inputs.add(local)
    reading.lines.push(local)
  } else {
    refuse(`${path} is no wheel`)
  }
}

/** Options of one requirement other than its hashes steer how it is compiled, which is never done. */
function withoutSettings(text: string): string {
  return text.replace(/\s--(config-settings?|global-option|install-option)(=|\s+)("[^"]*"|\S+)/g, '')
}

/** Tells whether a requirement can be answered by one version alone. */
export function isPinned(line: string): boolean {
  return (
    /===?\s*[^\s;*]+(\s|;|$)/.test(line.split(';')[0] ?? '') || line.includes('--hash=') || /\.whl(\s|$)|@/.test(line)
  )
}

function isConstrained(line: string, constraints: readonly string[]): boolean {
  const name = requirementName(line)
  return constraints.some((constraint) => requirementName(constraint) === name && isPinned(constraint))
}

/** The normal name of what a line requires. */
export function requirementName(line: string): string {
  const [name = ''] = /^[\w.-]+/.exec(line) ?? []
  return normalName(name)
}
