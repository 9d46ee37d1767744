import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { readText } from '@project-utils/artifact'
import { findUpwards } from '../paths/find-upwards.ts'
import { portablePath } from '../paths/portable.ts'

/** A tsconfig with what it extends: all files that were read, the compiler options of all, whether decorator metadata is on. */
export interface Tsconfig {
  readonly file: string
  readonly files: readonly string[]
  readonly options: Readonly<Record<string, unknown>>
  readonly emitDecoratorMetadata: boolean
}

/**
 * The tsconfig that counts for a folder: the nearest one, with all it extends. What is no JSON counts as empty.
 *
 * @throws ProjectError `ARTIFACT_FILE_UNREADABLE`
 */
export function readTsconfig(folder: string): Tsconfig | undefined {
  const file = findUpwards(folder, ['tsconfig.json'])
  return file === undefined ? undefined : readTsconfigFile(file)
}

/**
 * A tsconfig with all it extends. What is not there, or no JSON, counts as empty.
 *
 * @throws ProjectError `ARTIFACT_FILE_UNREADABLE`
 */
export function readTsconfigFile(file: string): Tsconfig {
  const files: string[] = []
  const options = readChain(file, files)
  return { file, files, options, emitDecoratorMetadata: options['emitDecoratorMetadata'] === true }
}

/**
 * The tsconfig to build an entry with, where the nearest one only refers to others, as editors want it for several
 * programs in one folder: the first of them whose files the entry is among. Esbuild does not follow references.
 */
export function referencedTsconfig(entry: string): string | undefined {
  const file = findUpwards(dirname(entry), ['tsconfig.json'])
  if (file === undefined) return undefined
  const found = searchReferences(file, entry, new Set())
  return found === file ? undefined : found
}

/** Reads JSON with comments and trailing commas, as TypeScript allows it; undefined where it is neither. */
export function parseLooseJson(text: string): unknown {
  const strings = '"(?:\\\\.|[^"\\\\])*"'
  const bare = text
    .replace(/^\uFEFF/, '')
    .replace(new RegExp(`(${strings})|//[^\\n]*|/\\*[^]*?\\*/`, 'g'), (_, string?: string) => string ?? ' ')
    .replace(new RegExp(`(${strings})|,(?=\\s*[}\\]])`, 'g'), (_, string?: string) => string ?? '')
  try {
    return JSON.parse(bare)
  } catch {
    return undefined
  }
}

function readChain(file: string, read: string[]): Readonly<Record<string, unknown>> {
  if (read.includes(file)) return {}
  read.push(file)
  const config = readConfig(file)
  const bases = [config['extends']].flat().filter((base) => typeof base === 'string')
  const inherited = bases.map((base) => readChain(locate(base, file), read))
  return Object.assign({}, ...inherited, asRecord(config['compilerOptions']))
}

function searchReferences(file: string, entry: string, seen: Set<string>): string | undefined {
  if (seen.has(file)) return undefined
  seen.add(file)
  const config = readConfig(file)
  if (includes(config, file, entry)) return file
  for (const reference of [config['references'] ?? []].flat()) {
    const path = asRecord(reference)['path']
    if (typeof path !== 'string') continue
    const target = resolve(dirname(file), path)
    const found = searchReferences(target.endsWith('.json') ? target : join(target, 'tsconfig.json'), entry, seen)
    if (found !== undefined) return found
  }
  return undefined
}

/** Whether a file is among those of a tsconfig. Source: TSConfig Reference, `files` and `include`. */
function includes(config: Readonly<Record<string, unknown>>, file: string, entry: string): boolean {
  const listed = (key: string): readonly string[] | undefined =>
    Array.isArray(config[key]) ? config[key].filter((each) => typeof each === 'string') : undefined
  const [files, include] = [listed('files'), listed('include')]
  const path = portablePath(dirname(file), entry)
  if (files?.some((each) => each.replace(/^\.\//, '') === path) === true) return true
  return (include ?? (files === undefined ? ['**/*'] : [])).some(
    // A wildcard stands for nothing above the folder.
    (pattern) => path.startsWith('../') === pattern.startsWith('../') && includePattern(pattern).test(path),
  )
}

/** A pattern without a wildcard and an extension is a folder with all it holds. */
function includePattern(pattern: string): RegExp {
  const bare = pattern.replace(/^\.\//, '').replace(/\/$/, '')
  const whole = /[*?]|\.[^/]+$/.test(bare) ? bare : `${bare === '.' ? '' : `${bare}/`}**/*`
  const source = whole
    .replace(/[\\^$.+()[\]{}|]/g, '\\$&')
    .replace(/\*\*\/|\*\*|\*|\?/g, (sign) =>
      sign === '**/' ? '(?:.*/)?' : sign === '**' ? '.*' : sign === '*' ? '[^/]*' : '[^/]',
    )
  return new RegExp(`^${source}$`)
}

function readConfig(file: string): Readonly<Record<string, unknown>> {
  // Esbuild builds without one that it may not read, and says nothing.
  return asRecord(existsSync(file) ? parseLooseJson(readText(file)) : undefined)
}

function locate(base: string, from: string): string {
  if (isAbsolute(base) || base.startsWith('.')) {
    const path = resolve(dirname(from), base)
    return path.endsWith('.json') || existsSync(path) ? path : `${path}.json`
  }
  const require = createRequire(from)
  for (const name of [base, `${base}.json`, `${base}/tsconfig.json`]) {
    try {
      const path = require.resolve(name)
      if (path.endsWith('.json')) return path
    } catch {
      // The next form may be the one; esbuild warns where none is.
    }
  }
  return join(dirname(from), 'node_modules', base)
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}
