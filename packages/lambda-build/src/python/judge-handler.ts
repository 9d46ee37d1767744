import { posix } from 'node:path'
import type { Finding, Problem } from '@project-utils/contract'
import type { Job } from '../build/job.ts'
import { type LoadedModule, loadHandler } from './load-handler.ts'
import { baseOf, type Judged, type ModulePaths, type PythonHandler, resolveModule } from './modules.ts'
import type { DefinedFunction, SourceReading } from './read-sources.ts'
import type { Target } from './target.ts'

/** What a judgement rests on. */
interface Means {
  readonly reading: SourceReading
  readonly target: Target
  readonly signal: AbortSignal
}

/** What all findings have that tell of a handler nobody could prove. */
export const unproven = { rule: 'lambda/handler-unproven', category: 'build', severity: 'warning' } as const

/**
 * Judges whether the handler is there and can be called with an event and a context. Where reading cannot tell, its module
 * is loaded, if a Python of the target's version is here.
 */
export async function judgeHandler(
  job: Job,
  handler: PythonHandler,
  entry: string,
  paths: ModulePaths,
  judged: Judged,
  { reading, target, signal }: Means,
): Promise<Problem | Finding | undefined> {
  const file = judged.sources.get(judged.prefix + entry)
  // A package that was installed is not read.
  if (file === undefined) return undefined
  const has = lookUp(handler.name, entry, paths, judged, reading, new Set())
  const where = { resource: job.id, file: judged.tell(file) }
  const module = reading.modules.get(file)
  const loaded = has === 'unknown' ? await load(handler, judged, { reading, target, signal }) : undefined
  if (loaded !== undefined && 'reason' in loaded) {
    const message = `${job.id}: whether ${judged.tell(file)} defines "${handler.name}" cannot be told: ${loaded.reason}`
    return { ...unproven, message, fix: `import ${handler.name} by its name, so that it can be told by reading`, where }
  }
  if (has === 'no' || loaded?.found === false) {
    const names = module === undefined || 'error' in module ? [] : Object.keys(module.functions)
    const message = `${job.id}: the template's handler is ${handler.module}.${handler.name}, and ${judged.tell(file)} defines ${names.length === 0 ? 'no function' : names.join(', ')}`
    const hint = `define ${handler.name} in ${judged.tell(file)}, or set Handler in the template to ${handler.module}.${names.find((name) => /handler|main/.test(name)) ?? names[0] ?? 'a function that is there'}`
    return { code: 'LAMBDA_HANDLER_MISSING', message, hint, where }
  }
  if (loaded?.callable === false) {
    const message = `${job.id}: ${handler.name} in ${judged.tell(file)} is nothing that can be called`
    return { code: 'LAMBDA_HANDLER_STYLE', message, hint: `write def ${handler.name}(event, context)`, where }
  }
  return typeof has === 'string' ? undefined : styleProblem(has, handler.name, job, where)
}

async function load(
  handler: PythonHandler,
  { files }: Judged,
  { reading, target, signal }: Means,
): Promise<LoadedModule> {
  if (reading.version === target.version) return await loadHandler(reading.python, files, handler, signal)
  return { reason: `that needs Python ${target.version}, and ${reading.version} is here` }
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

/** The problem of a handler whose file the artifact lacks. */
export function fileMissing(job: Job, { module, name }: PythonHandler, { sources }: Judged): Problem {
  const alike = [...sources.keys()].find((path) => path.endsWith(`/${posix.basename(module)}.py`))
  const message = `${job.id}: the template's handler is ${module}.${name}, and the artifact has no ${module}.py`
  const hint =
    alike === undefined
      ? `set functions.${job.id}.directory to the folder that holds it, or correct Handler in the template`
      : `the artifact has ${alike}: set Handler in the template to ${alike.replace(/\.py$/, '')}.${name}, or functions.${job.id}.directory to its folder`
  return { code: 'LAMBDA_HANDLER_MISSING', message, hint, where: job.where }
}
