import { posix } from 'node:path'
import type { ArtifactFile } from '@project-utils/artifact'
import type { SourceReading } from './read-sources.ts'

/** The artifact as Python will find it. */
export interface Judged {
  readonly files: readonly ArtifactFile[]
  /** By path in the artifact: where the project's own sources lie on the disk. */
  readonly sources: ReadonlyMap<string, string>
  /** What stands before a module's path in the artifact: `python/` in a layer, else nothing. */
  readonly prefix: string
  /** The project's folder, absolute. */
  readonly root: string
  /** Writes a path for people. */
  readonly tell: (file: string) => string
}

/** What a handler says: module and name in it. */
export interface PythonHandler {
  /** Such as `src/app`. */
  readonly module: string
  readonly name: string
}

/** Reads a handler as Lambda's Python runtime does: all up to the last `.` is the module. */
export function splitHandler(text: string): PythonHandler {
  const at = text.lastIndexOf('.')
  return { module: text.slice(0, at).replaceAll('.', '/'), name: text.slice(at + 1) }
}

/** From what an artifact's modules can be imported. */
export interface ModulePaths {
  /** All files of the artifact from which Python imports, without the prefix. */
  readonly all: ReadonlySet<string>
  /** Names that an import can begin with. */
  readonly tops: ReadonlySet<string>
}

/** Lists what can be imported from an artifact. */
export function modulePaths({ files, prefix }: Judged): ModulePaths {
  const inside = files.filter(({ path }) => path.startsWith(prefix)).map(({ path }) => path.slice(prefix.length))
  const tops = inside.map((path) =>
    path.includes('/') ? path.slice(0, path.indexOf('/')) : (path.split('.')[0] ?? ''),
  )
  return { all: new Set(inside), tops: new Set(tops) }
}

/** The file of a module such as `src/app`; undefined where the artifact has none. */
export function resolveModule({ all }: ModulePaths, module: string): string | undefined {
  return [`${module}.py`, `${module}/__init__.py`].find((path) => all.has(path))
}

/** The project's own sources that are imported from the roots, the roots included. */
export function reached(
  roots: readonly string[],
  paths: ModulePaths,
  judged: Judged,
  reading: SourceReading,
): ReadonlySet<string> {
  const found = new Set<string>()
  const open = roots.map((path) => (path.startsWith(judged.prefix) ? path : judged.prefix + path))
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const file = judged.sources.get(path)
    if (found.has(path) || file === undefined) continue
    found.add(path)
    const module = reading.modules.get(file)
    if (module === undefined || 'error' in module) continue
    for (const [name, level, names] of module.imports) {
      const base = baseOf(path.slice(judged.prefix.length), name, level)
      const parts = base.split('/')
      const packages = parts.map((_, index) => parts.slice(0, index + 1).join('/'))
      for (const each of [...packages, ...names.map((inner) => (base === '' ? inner : `${base}/${inner}`))]) {
        const next = resolveModule(paths, each)
        if (next !== undefined) open.push(judged.prefix + next)
      }
    }
  }
  return found
}

/** The path that an import's module has, such as `src/helpers`. */
export function baseOf(importer: string, name: string, level: number): string {
  const path = name.replaceAll('.', '/')
  if (level === 0) return path
  const up = Array.from({ length: level - 1 }, () => '..')
  const base = posix.join(posix.dirname(importer), ...up, path)
  return base === '.' ? '' : base
}
