import { realpathSync, statSync } from 'node:fs'
import { basename, relative, sep } from 'node:path'
import { type ErrorCode, formatPlace, type Json, type Problem, ProjectError } from '@project-utils/contract'
import type { FunctionBuild, LayerBuild } from '@project-utils/project'
import { hashJson } from '@project-utils/run'
import type { BuildInput, TemplateFunction, TemplateLayer } from '../artifact/artifact.ts'
import { lambdaMachine } from '../artifact/machine.ts'
import { packageProblems } from '../image/check-images.ts'
import { layerContradictions } from '../layer/contradictions.ts'
import { versions } from '../versions.ts'
import { isInLayer, parseHandler, wrappedHandler } from './handler.ts'
import type { FunctionJob, FunctionLayers, Job, Kind, LayerJob, Settings } from './job.ts'

/** The language level where the template names no runtime. */
const defaultTarget = 'node22'

/**
 * What is to be built, checked as far as that is possible without building: every contradiction between configuration,
 * template and disk is reported at once. Container images are no jobs.
 *
 * @throws ProjectError `LAMBDA_FUNCTION_ABSENT`, `LAMBDA_LAYER_ABSENT`, `LAMBDA_CONTRADICTION`,
 *   `LAMBDA_RUNTIME_UNSUPPORTED`, `LAMBDA_HANDLER_INVALID`, `LAMBDA_ENTRY_MISSING`, `LAMBDA_BUILD_VALUE_NAME`
 */
export function planJobs(input: BuildInput): readonly Job[] {
  const shared = { ...versions(), environment: hashJson(input.environment) }
  const problems: Problem[] = valueProblems(input.environment)
  const jobs: Job[] = []
  for (const build of input.functions) {
    const known = input.template[build.logicalId]
    const unfit = packageProblems(build, known)
    problems.push(...unfit)
    if (unfit.length > 0 || build.image !== undefined) continue
    const found = [...functionProblems(build, known, input), ...contradictions(build, 'functions', known)]
    problems.push(...found)
    if (found.length === 0) jobs.push(functionJob(build, known, input, shared))
  }
  for (const build of input.layers ?? []) {
    const known = input.templateLayers?.[build.logicalId]
    const found = layerProblems(build, known, input)
    problems.push(...found)
    if (found.length === 0) jobs.push(layerJob(build, known, input, shared))
  }
  if (problems.length > 0) throw manyProblems(problems)
  return jobs
}

/**
 * Every contradiction between configuration, template and disk, without building anything.
 *
 * @throws ProjectError those of `planJobs`
 */
export function checkFunctions(input: BuildInput): void {
  planJobs(input)
}

/** One error for one or many problems: its own where there is one, `LAMBDA_BUILD_FAILED` over all where there are more. */
export function manyProblems(problems: readonly Problem[]): ProjectError {
  const [first] = problems
  if (first !== undefined && problems.length === 1)
    return new ProjectError(first.code, first.message, { ...first, problems })
  const codes = new Set(problems.map((problem) => problem.code))
  const code = codes.size === 1 && first !== undefined ? first.code : 'LAMBDA_BUILD_FAILED'
  return new ProjectError(code, `${problems.length} problems keep the functions from being built`, { problems })
}

function functionJob(
  build: FunctionBuild,
  known: TemplateFunction | undefined,
  input: BuildInput,
  shared: Settings,
): FunctionJob {
  const text = ownHandler(build, known) ?? ''
  const handler = parseHandler(text) ?? { text, file: text, exported: '' }
  const runtime = known?.runtime ?? build.runtime
  const kind = kindOf(build, runtime)
  const machine = input.local?.machine ?? lambdaMachine(runtime, known?.architecture ?? build.architecture)
  // Esbuild tells real paths; with links on the way they would not lead back to the project's folder.
  const entry = build.entry === undefined ? undefined : realpathSync(build.entry)
  const layers = layersOf(known, input)
  const { logicalId: _id, where, ...rest } = build
  const settings = {
    ...plain(rest, input.root),
    external: build.external.toSorted(),
    kind,
    handler: handler.text,
    target: targetOf(runtime) ?? defaultTarget,
    ...(runtime === undefined ? {} : { runtime }),
    ...pythonOf(kind, input),
    layers: { own: layers.own.map(({ logicalId }) => logicalId), hasOthers: layers.hasOthers },
    machine: { ...machine },
    ...shared,
  }
  return {
    type: 'function',
    id: build.logicalId,
    kind,
    build: { ...build, ...(entry === undefined ? {} : { entry }) },
    handler,
    layers,
    machine,
    settings,
    where,
    ...(runtime === undefined ? {} : { runtime }),
  }
}

function layerJob(build: LayerBuild, known: TemplateLayer | undefined, input: BuildInput, shared: Settings): LayerJob {
  const runtime = build.runtime ?? known?.runtimes?.toSorted().at(-1)
  const machine =
    input.local?.machine ?? lambdaMachine(runtime, build.architecture ?? (known?.architectures ?? []).at(0))
  const kind: Kind = runtime?.startsWith('python') === true || build.requirements !== undefined ? 'python' : 'files'
  const { logicalId: _id, where, ...rest } = build
  const settings = {
    ...plain(rest, input.root),
    kind,
    layer: true,
    ...(runtime === undefined ? {} : { runtime }),
    ...(known?.runtimes === undefined ? {} : { runtimes: known.runtimes.toSorted() }),
    ...pythonOf(kind, input),
    machine: { ...machine },
    ...shared,
  }
  return {
    type: 'layer',
    id: build.logicalId,
    kind,
    build,
    machine,
    settings,
    where,
    ...(runtime === undefined ? {} : { runtime }),
  }
}

/** The handler of the function's own code, which a wrapper of a layer may stand before. */
function ownHandler(build: FunctionBuild, known: TemplateFunction | undefined): string | undefined {
  const { handler, environment } = known ?? {}
  const behind = wrappedHandler(environment) ?? (isInLayer(handler ?? '') ? build.handler : undefined)
  return behind ?? handler ?? build.handler
}

/** The layers that a function finds its packages in; those of a function that no template declares may be any of the project. */
function layersOf(known: TemplateFunction | undefined, { layers = [], otherLayers = [] }: BuildInput): FunctionLayers {
  const all = [...layers, ...otherLayers].toSorted((one, other) => (one.logicalId < other.logicalId ? -1 : 1))
  if (known === undefined) return { own: all, hasOthers: false }
  const own = all.filter(({ logicalId }) => known.layers?.includes(logicalId) === true)
  return { own, hasOthers: known.places?.layers !== undefined }
}

/** Which maker builds a function: by its runtime and by what is written of its source. */
function kindOf({ bundle, entry, directory, requirements }: FunctionBuild, runtime: string | undefined): Kind {
  const isPython = runtime?.startsWith('python') ?? (requirements !== undefined || /\.py$/.test(entry ?? ''))
  if (isPython) return 'python'
  const isNode = runtime === undefined || targetOf(runtime) !== undefined
  return isNode && bundle && (entry !== undefined || directory !== undefined) ? 'bundle' : 'files'
}

/** The local cloud runs Python functions with its own Python. */
function pythonOf(kind: Kind, { local }: BuildInput): { readonly python?: string } {
  return kind === 'python' && local?.python !== undefined ? { python: local.python.version } : {}
}

/** Settings as they are remembered: paths relative to the project, so that they are the same on every machine. */
function plain(settings: object, root: string): Settings {
  const path = (value: string): string => relative(root, value).split(sep).join('/')
  const walk = (value: unknown): Json => {
    if (typeof value === 'string') return value.startsWith(`${root}${sep}`) || value === root ? path(value) : value
    if (Array.isArray(value)) return value.map(walk)
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, walk(each)]))
    return value as Json
  }
  return walk(settings) as Settings
}

function functionProblems(
  build: FunctionBuild,
  known: TemplateFunction | undefined,
  { template }: BuildInput,
): readonly Problem[] {
  const id = build.logicalId
  const problem = problemAt(build)
  const declared = Object.keys(template)
  if (known === undefined && (declared.length > 0 || (build.runtime ?? build.handler) === undefined)) {
    const hint =
      declared.length > 0
        ? `the templates declare ${declared.join(', ')}`
        : `the templates declare no function: set functions.${id}.runtime and .handler, or add a template under stacks`
    return [problem('LAMBDA_FUNCTION_ABSENT', `functions.${id}: no template declares a function ${id}`, hint)]
  }
  const problems: Problem[] = []
  const runtime = known?.runtime ?? build.runtime
  const isBundled = build.bundle && build.entry !== undefined
  if (isBundled && runtime !== undefined && targetOf(runtime) === undefined && !runtime.startsWith('python')) {
    const message = `functions.${id}: an entry is built for Node.js and Python only, and the runtime is ${runtime}`
    const hint = `set functions.${id}.directory to the folder to pack instead, or another runtime`
    problems.push(problem('LAMBDA_RUNTIME_UNSUPPORTED', message, hint))
  }
  problems.push(...languageProblems(build, runtime))
  const handler = ownHandler(build, known)
  // What a handler of another language names, such as `com.acme.Api::handle`, is for its own runtime to judge.
  const isJudged = runtime === undefined || /^(nodejs|python)/.test(runtime)
  if (handler === undefined || handler === '' || (isJudged && parseHandler(handler) === undefined)) {
    const message =
      handler === undefined
        ? `functions.${id}: the template sets no handler that can be known before deploying`
        : `functions.${id}: the handler "${handler}" names no file inside the artifact`
    problems.push(
      problem('LAMBDA_HANDLER_INVALID', message, `set Handler of ${id} in the template, such as index.handler`),
    )
  }
  if (handler !== undefined && isInLayer(handler) && build.bundle) {
    const message = `functions.${id}: the handler "${handler}" lies in a layer, and nothing says which one of the code it calls`
    const hint = `set functions.${id}.handler to that of the code, such as index.handler`
    problems.push(problem('LAMBDA_HANDLER_INVALID', message, hint))
  }
  if (build.entry !== undefined && statSync(build.entry, { throwIfNoEntry: false })?.isFile() !== true) {
    const message = `functions.${id}: there is no file ${build.entry}`
    problems.push(
      problem('LAMBDA_ENTRY_MISSING', message, `set functions.${id}.entry to the file that exports the handler`),
    )
  }
  return problems
}

/** A bundle is made of JavaScript or TypeScript, a Python function starts in a `.py` file. */
function languageProblems(build: FunctionBuild, runtime: string | undefined): readonly Problem[] {
  const { logicalId: id, entry } = build
  if (entry === undefined || !/^(nodejs|python)/.test(runtime ?? '')) return []
  const isPython = runtime?.startsWith('python') === true
  if (entry.endsWith('.py') === isPython) return []
  const message = `functions.${id}.entry is ${basename(entry)}, and the runtime is ${runtime}`
  const hint = `name a ${isPython ? 'Python' : 'JavaScript or TypeScript'} file, or set another Runtime of ${id} in the template`
  return [problemAt(build)('LAMBDA_CONTRADICTION', message, hint)]
}

function layerProblems(
  build: LayerBuild,
  known: TemplateLayer | undefined,
  { templateLayers = {} }: BuildInput,
): readonly Problem[] {
  const declared = Object.keys(templateLayers)
  if (known !== undefined) return layerContradictions(build, known)
  if (declared.length === 0) return []
  const message = `layers.${build.logicalId}: no template declares a layer ${build.logicalId}`
  return [problemAt(build)('LAMBDA_LAYER_ABSENT', message, `the templates declare ${declared.join(', ')}`)]
}

/** The template is the truth for what a function is; the configuration may repeat it, not change it. */
function contradictions(
  build: FunctionBuild,
  section: string,
  known: TemplateFunction | undefined,
): readonly Problem[] {
  return (['runtime', 'handler', 'architecture'] as const).flatMap((key) => {
    const [written, declared] = [build[key], key === 'handler' ? ownHandler(build, known) : known?.[key]]
    if (written === undefined || declared === undefined || written === declared) return []
    const place = known?.place === undefined ? 'the template' : formatPlace(known.place)
    const message = `${section}.${build.logicalId}.${key} is ${written}, and ${place} says ${declared}`
    return [problemAt(build)('LAMBDA_CONTRADICTION', message, `remove ${section}.${build.logicalId}.${key}`)]
  })
}

function problemAt({ where }: FunctionBuild | LayerBuild) {
  return (code: ErrorCode, message: string, hint: string): Problem => ({ code, message, hint, where })
}

function valueProblems(environment: Readonly<Record<string, string>>): Problem[] {
  return Object.keys(environment)
    .filter((name) => !/^[A-Za-z_$][\w$]*$/.test(name))
    .map((name) => ({
      code: 'LAMBDA_BUILD_VALUE_NAME',
      message: `build.environment: "${name}" cannot be written as process.env.${name}`,
      hint: 'use letters, digits and underscores, beginning with a letter',
    }))
}

function targetOf(runtime: string | undefined): string | undefined {
  const [, version] = /^nodejs(\d+)\.x$/.exec(runtime ?? '') ?? []
  return version === undefined ? undefined : `node${version}`
}
