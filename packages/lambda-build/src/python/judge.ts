import { posix } from 'node:path'
import type { Finding, Problem } from '@project-utils/contract'
import type { ArtifactFile } from '../artifact/artifact-file.ts'
import type { Job } from '../build/job.ts'
import type { DefinedFunction, SourceReading, Unparsed } from './read-sources.ts'
import type { Target } from './target.ts'

/** The artifact as Python will find it. */
export interface Judged {
  readonly files: readonly ArtifactFile[]
  /** By path in the artifact: where the project's own sources lie on the disk. */
  readonly sources: ReadonlyMap<string, string>
  /** What stands before a module's path in the artifact: `python/` in a layer, else nothing. */
  readonly prefix: string
  /** Writes a path for people. */
  readonly tell: (file: string) => string
}

interface Judgement {
  readonly problems: readonly Problem[]
  readonly findings: readonly Finding[]
}

/** What Lambda's Python runtimes bring along. Source: "Building with Python", AWS. */
const runtime = new Set(
  'boto3 botocore s3transfer jmespath dateutil six urllib3 awslambdaric bootstrap runtime_client snapshot_restore_py simplejson'.split(
    ' ',
  ),
)

/**
 * Judges the sources that are reached from the handler (in a layer all of them) as far as reading can: syntax, the
 * handler's file, name and style, and modules that nothing in the artifact provides.
 */
export function judgeSources(job: Job, judged: Judged, reading: SourceReading | undefined, target: Target): Judgement {
  const problems: Problem[] = []
  const findings: Finding[] = []
  const paths = modulePaths(judged)
  const handler = job.type === 'function' ? splitHandler(job.handler.text) : undefined
  const entry = handler === undefined ? undefined : resolveModule(paths, handler.module)
  if (handler !== undefined && entry === undefined) return { problems: [fileMissing(job, handler, judged)], findings }
  const roots = entry === undefined ? [...judged.sources.keys()].filter((path) => path.endsWith('.py')) : [entry]
  if (reading === undefined) {
    if (handler === undefined || entry === undefined) return { problems, findings }
    const message = `${job.id}: whether ${entry} defines "${handler.name}" cannot be told: no Python is on the PATH to read it`
    const fix = 'put a Python 3 on the PATH'
    return { problems, findings: [{ ...unproven, message, fix, where: { resource: job.id } }] }
  }
  const missing = new Map<string, string>()
  for (const path of reached(roots, paths, judged, reading)) {
    const file = judged.sources.get(path) ?? ''
    const module = reading.modules.get(file)
    if (module === undefined) continue
    if ('error' in module) {
      const told = syntaxError(job, file, module, reading, target, judged)
      if ('code' in told) problems.push(told)
      else findings.push(told)
      continue
    }
    for (const [name, level, , line, optional] of module.imports) {
      const [top = ''] = name.split('.')
      if (level > 0 || optional || top === '' || missing.has(top) || paths.tops.has(top)) continue
      if (!reading.standard.has(top) && !runtime.has(top)) missing.set(top, `${judged.tell(file)}:${line}`)
    }
  }
  // Without the list of the standard library nothing can be said of imports.
  if (reading.standard.size > 50) findings.push(...[...missing].map(([top, place]) => importMissing(job, top, place)))
  if (handler !== undefined && entry !== undefined && problems.length === 0) {
    const told = judgeHandler(job, handler, entry, paths, judged, reading)
    if (told !== undefined) 'code' in told ? problems.push(told) : findings.push(told)
  }
  return { problems, findings }
}

const unproven = { rule: 'lambda/handler-unproven', category: 'build', severity: 'warning' } as const

interface PythonHandler {
  /** Such as `src/app`. */
  readonly module: string
  readonly name: string
}

/** Reads a handler as Lambda's Python runtime does: all up to the last `.` is the module. */
export function splitHandler(text: string): PythonHandler {
  const at = text.lastIndexOf('.')
  return { module: text.slice(0, at).replaceAll('.', '/'), name: text.slice(at + 1) }
}

interface ModulePaths {
  /** All files of the artifact from which Python imports, without the prefix. */
  readonly all: ReadonlySet<string>
  /** Names that an import can begin with. */
  readonly tops: ReadonlySet<string>
}

function modulePaths({ files, prefix }: Judged): ModulePaths {
  const inside = files.filter(({ path }) => path.startsWith(prefix)).map(({ path }) => path.slice(prefix.length))
  const tops = inside.map((path) =>
    path.includes('/') ? path.slice(0, path.indexOf('/')) : (path.split('.')[0] ?? ''),
  )
  return { all: new Set(inside), tops: new Set(tops) }
}

function resolveModule({ all }: ModulePaths, module: string): string | undefined {
  return [`${module}.py`, `${module}/__init__.py`].find((path) => all.has(path))
}

/** The project's own sources that are imported from the roots, the roots included. */
function reached(
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
function baseOf(importer: string, name: string, level: number): string {
  const path = name.replaceAll('.', '/')
  if (level === 0) return path
  const up = Array.from({ length: level - 1 }, () => '..')
  const base = posix.join(posix.dirname(importer), ...up, path)
  return base === '.' ? '' : base
}

function judgeHandler(
  job: Job,
  handler: PythonHandler,
  entry: string,
  paths: ModulePaths,
  judged: Judged,
  reading: SourceReading,
): Problem | Finding | undefined {
  const file = judged.sources.get(judged.prefix + entry)
  // A package that was installed is not read.
  if (file === undefined) return undefined
  const has = lookUp(handler.name, entry, paths, judged, reading, new Set())
  const where = { resource: job.id, file: judged.tell(file) }
  const module = reading.modules.get(file)
  if (has === 'unknown') {
    const message = `${job.id}: whether ${judged.tell(file)} defines "${handler.name}" cannot be told without running it`
    return { ...unproven, message, fix: `import ${handler.name} by its name, so that it can be told`, where }
  }
  if (has === 'no') {
    const names = module === undefined || 'error' in module ? [] : Object.keys(module.functions)
    const message = `${job.id}: the template's handler is ${handler.module}.${handler.name}, and ${judged.tell(file)} defines ${names.length === 0 ? 'no function' : names.join(', ')}`
    const hint = `define ${handler.name} in ${judged.tell(file)}, or set Handler in the template to ${handler.module}.${names.find((name) => /handler|main/.test(name)) ?? names[0] ?? 'a function that is there'}`
    return { code: 'LAMBDA_HANDLER_MISSING', message, hint, where }
  }
  return has === 'yes' ? undefined : styleProblem(has, handler.name, job, where)
}

function styleProblem(
  defined: DefinedFunction,
  name: string,
  { id }: Job,
  where: { readonly resource: string; readonly file: string },
): Problem | undefined {
  // A decorator may make anything of it.
  if (defined.decorated) return undefined
  const problem = (message: string, hint: string): Problem => ({
    code: 'LAMBDA_HANDLER_STYLE',
    message: `${id}: ${message}`,
    hint,
    where: { ...where, line: defined.line },
  })
  if (defined.async)
    return problem(
      `${name} is async, and Lambda's Python does not await it`,
      `make ${name} a plain function that runs the other: asyncio.run(…)`,
    )
  const fits = defined.least <= 2 && (defined.most === null || defined.most >= 2) && !defined.keywords
  return fits
    ? undefined
    : problem(`${name} cannot be called with the two arguments event and context`, `write def ${name}(event, context)`)
}

/** Follows a name through the project's own modules to where it is defined. */
function lookUp(
  name: string,
  path: string,
  paths: ModulePaths,
  judged: Judged,
  reading: SourceReading,
  seen: Set<string>,
): 'yes' | 'no' | 'unknown' | DefinedFunction {
  const file = judged.sources.get(judged.prefix + path)
  const module = file === undefined ? undefined : reading.modules.get(file)
  if (module === undefined || 'error' in module || seen.has(path)) return 'unknown'
  seen.add(path)
  const defined = module.functions[name]
  if (defined !== undefined) return defined
  if (module.names.includes(name)) return 'yes'
  let answer: 'no' | 'unknown' = module.dynamic ? 'unknown' : 'no'
  for (const [star, level] of module.stars) {
    const next = resolveModule(paths, baseOf(path, star, level))
    const found = next === undefined ? 'unknown' : lookUp(name, next, paths, judged, reading, seen)
    if (found === 'unknown') answer = 'unknown'
    else if (found !== 'no') return found
  }
  return answer
}

function fileMissing(job: Job, { module, name }: PythonHandler, { files }: Judged): Problem {
  const alike = files.map(({ path }) => path).find((path) => path.endsWith(`/${posix.basename(module)}.py`))
  const message = `${job.id}: the template's handler is ${module}.${name}, and the artifact has no ${module}.py`
  const hint =
    alike === undefined
      ? `set functions.${job.id}.directory to the folder that holds it, or correct Handler in the template`
      : `the artifact has ${alike}: set Handler in the template to ${alike.replace(/\.py$/, '')}.${name}, or functions.${job.id}.directory to its folder`
  return { code: 'LAMBDA_HANDLER_MISSING', message, hint, where: job.where }
}

function syntaxError(
  job: Job,
  file: string,
  { error, line }: Unparsed,
  { certain, version }: SourceReading,
  target: Target,
  { tell }: Judged,
): Problem | Finding {
  const where = { resource: job.id, file: tell(file), ...(line === undefined ? {} : { line }) }
  const message = `${tell(file)}${line === undefined ? '' : `:${line}`}: ${error}`
  if (certain)
    return {
      code: 'LAMBDA_BUILD_FAILED',
      message: `${job.id}: ${message}`,
      hint: `correct it for Python ${target.version}`,
      where,
    }
  const told = `${job.id}: ${message}, says Python ${version}; whether Python ${target.version} takes it is unknown`
  const fix = `put a Python ${target.version} on the PATH, so that it can be told`
  return { rule: 'lambda/syntax-unproven', category: 'build', severity: 'warning', message: told, fix, where }
}

function importMissing(job: Job, top: string, place: string): Finding {
  const message = `${job.id}: ${place} imports ${top}, which is neither in the artifact nor in the runtime`
  const fix = `require it beside the code, or set ${job.type}s.${job.id}.requirements or .shared; a layer may bring it too`
  return {
    rule: 'lambda/import-missing',
    category: 'build',
    severity: 'warning',
    message,
    fix,
    where: { resource: job.id },
  }
}
