import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, isAbsolute, join, resolve } from 'node:path'

/** A tsconfig with what it extends: all files that were read, and whether decorator metadata is on. */
export interface Tsconfig {
  readonly file: string
  readonly files: readonly string[]
  readonly emitDecoratorMetadata: boolean
}

/** The tsconfig that counts for a folder: the nearest one, with all it extends. What cannot be read counts as empty. */
export function readTsconfig(folder: string): Tsconfig | undefined {
  const file = findUpwards(folder, ['tsconfig.json'])
  if (file === undefined) return undefined
  const files: string[] = []
  const emitDecoratorMetadata = readChain(file, files) ?? false
  return { file, files, emitDecoratorMetadata }
}

/** The first of the named files in the folder or the nearest one above it. */
export function findUpwards(folder: string, names: readonly string[]): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const found = names.map((name) => join(at, name)).find((path) => existsSync(path))
    if (found !== undefined) return found
    if (dirname(at) === at) return undefined
  }
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

function readChain(file: string, read: string[]): boolean | undefined {
  if (read.includes(file)) return undefined
  read.push(file)
  const config = asRecord(existsSync(file) ? parseLooseJson(readFileSync(file, 'utf8')) : undefined)
  const own = asRecord(config['compilerOptions'])['emitDecoratorMetadata']
  const bases = [config['extends']].flat().filter((base) => typeof base === 'string')
  const inherited = bases.map((base) => readChain(locate(base, file), read)).findLast((value) => value !== undefined)
  return typeof own === 'boolean' ? own : inherited
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
