import { realpathSync } from 'node:fs'
import { sep } from 'node:path'
import type { Json } from '@project-utils/contract'
import type { FunctionBuild, LayerBuild } from '@project-utils/project'
import { hashJson } from '@project-utils/run'
import type { BuildInput, TemplateFunction, TemplateLayer } from '../artifact/artifact.ts'
import { lambdaMachine } from '../artifact/machine.ts'
import { packageProblems } from '../image/check-images.ts'
import { portablePath } from '../paths/portable.ts'
import { versions } from '../versions.ts'
import { ownHandler, parseHandler } from './handler.ts'
import type { FunctionJob, FunctionLayers, Job, Kind, LayerJob, Settings } from './job.ts'
import { bundleTarget, functionKind, layerKind } from './job-kind.ts'
import { functionProblems, layerProblems, valueProblems } from './job-problems.ts'
import { manyProblems } from './many-problems.ts'

/**
 * What is to be built, checked as far as that is possible without building: every contradiction between configuration,
 * template and disk is reported at once. Container images are no jobs.
 *
 * @throws ProjectError `LAMBDA_FUNCTION_ABSENT`, `LAMBDA_LAYER_ABSENT`, `LAMBDA_CONTRADICTION`,
 *   `LAMBDA_RUNTIME_UNSUPPORTED`, `LAMBDA_HANDLER_INVALID`, `LAMBDA_ENTRY_MISSING`, `LAMBDA_BUILD_VALUE_NAME`
 */
export function planJobs(input: BuildInput): readonly Job[] {
  const shared = { ...versions(), environment: hashJson(input.environment) }
  const problems = [...valueProblems(input.environment)]
  const jobs: Job[] = []
  for (const build of input.functions) {
    const known = input.template[build.logicalId]
    const unfit = packageProblems(build, known)
    problems.push(...unfit)
    if (unfit.length > 0 || build.image !== undefined) continue
    const found = functionProblems(build, known, input)
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

function functionJob(
  build: FunctionBuild,
  known: TemplateFunction | undefined,
  input: BuildInput,
  shared: Settings,
): FunctionJob {
  const text = ownHandler(build, known) ?? ''
  const handler = parseHandler(text) ?? { text, file: text, exported: '' }
  const runtime = known?.runtime ?? build.runtime
  const kind = functionKind(build, runtime)
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
    target: bundleTarget(runtime),
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
    variables: variablesOf(known),
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
  const kind = layerKind(build, runtime)
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

function variablesOf({ environment = {} }: TemplateFunction = {}): Readonly<Record<string, string>> {
  const all = Object.entries(environment)
  return Object.fromEntries(all.map(([name, value]) => [name, typeof value === 'string' ? value : name]))
}

/** The layers that a function finds its packages in; those of a function that no template declares may be any of the project. */
function layersOf(known: TemplateFunction | undefined, { layers = [], otherLayers = [] }: BuildInput): FunctionLayers {
  const all = [...layers, ...otherLayers].toSorted((one, other) => (one.logicalId < other.logicalId ? -1 : 1))
  if (known === undefined) return { own: all, hasOthers: false }
  const own = all.filter(({ logicalId }) => known.layers?.includes(logicalId) === true)
  return { own, hasOthers: known.places?.layers !== undefined }
}

/** The local cloud runs Python functions with its own Python. */
function pythonOf(kind: Kind, { local }: BuildInput): { readonly python?: string } {
  return kind === 'python' && local?.python !== undefined ? { python: local.python.version } : {}
}

/** Settings as they are remembered: paths relative to the project, so that they are the same on every machine. */
function plain(settings: object, root: string): Settings {
  const path = (value: string): string => portablePath(root, value)
  const walk = (value: unknown): Json => {
    if (typeof value === 'string') return value.startsWith(`${root}${sep}`) || value === root ? path(value) : value
    if (Array.isArray(value)) return value.map(walk)
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, walk(each)]))
    return value as Json
  }
  return walk(settings) as Settings
}
