import { statSync } from 'node:fs'
import { basename } from 'node:path'
import { type ErrorCode, formatPlace, type Problem } from '@project-utils/contract'
import type { FunctionBuild, LayerBuild } from '@project-utils/project'
import type { BuildInput, TemplateFunction, TemplateLayer } from '../artifact/artifact.ts'
import { layerContradictions } from '../layer/contradictions.ts'
import { isInLayer, nodeVersion, ownHandler, parseHandler } from './handler.ts'

/** What contradicts itself or is not there, of a function. */
export function functionProblems(
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
  if (isBundled && runtime !== undefined && nodeVersion(runtime) === undefined && !runtime.startsWith('python')) {
    const message = `functions.${id}: an entry is built for Node.js and Python only, and the runtime is ${runtime}`
    const hint = `set functions.${id}.directory to the folder to pack instead, or another runtime`
    problems.push(problem('LAMBDA_RUNTIME_UNSUPPORTED', message, hint))
  }
  problems.push(...languageProblems(build, runtime))
  const handler = ownHandler(build, known)
  // What a handler of another language names, such as `com.acme.Api::handle`, is for its own runtime to judge, and for a
  // wrapper what it starts.
  const isLoaded = known?.environment?.['AWS_LAMBDA_EXEC_WRAPPER'] === undefined
  const isJudged = isLoaded && (runtime === undefined || /^(nodejs|python)/.test(runtime))
  if (handler === undefined || handler === '' || (isJudged && parseHandler(handler) === undefined)) {
    const message =
      handler === undefined
        ? `functions.${id}: the template sets no handler that can be known before deploying`
        : `functions.${id}: the handler "${handler}" is not of the form file.export, with a file inside the artifact`
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
  return [...problems, ...contradictions(build, 'functions', known)]
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

/** The same of a layer. */
export function layerProblems(
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

/** Build values that no source can ask for. */
export function valueProblems(environment: Readonly<Record<string, string>>): readonly Problem[] {
  return Object.keys(environment)
    .filter((name) => !/^[A-Za-z_$][\w$]*$/.test(name))
    .map((name) => ({
      code: 'LAMBDA_BUILD_VALUE_NAME',
      message: `build.environment: "${name}" cannot be written as process.env.${name}`,
      hint: 'use letters, digits and underscores, beginning with a letter',
    }))
}
