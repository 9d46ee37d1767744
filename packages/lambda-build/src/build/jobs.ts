import { realpathSync, statSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { type ErrorCode, type Problem, ProjectError } from '@project-utils/contract'
import type { FunctionBuild } from '@project-utils/project'
import { hashJson } from '@project-utils/run'
import type { BuildInput, TemplateFunction } from '../artifact/artifact.ts'
import { versions } from '../versions.ts'
import { parseHandler } from './handler.ts'
import type { Job } from './job.ts'

/** The language level where the template names no runtime. */
const defaultTarget = 'node22'

/**
 * What is to be built, checked as far as that is possible without building: every contradiction between configuration,
 * template and disk is reported at once.
 *
 * @throws ProjectError `LAMBDA_FUNCTION_ABSENT`, `LAMBDA_RUNTIME_UNSUPPORTED`, `LAMBDA_HANDLER_INVALID`,
 *   `LAMBDA_ENTRY_MISSING`, `LAMBDA_BUILD_VALUE_NAME`
 */
export function planJobs(input: BuildInput): readonly Job[] {
  const version = versions()
  const environment = hashJson(input.environment)
  const problems: Problem[] = valueProblems(input.environment)
  const jobs: Job[] = []
  for (const build of input.functions) {
    const known = input.template[build.logicalId]
    const found = functionProblems(build, known, Object.keys(input.template))
    problems.push(...found)
    const handler = parseHandler(known?.handler ?? '')
    if (handler === undefined || found.length > 0) continue
    // Esbuild tells real paths; with links on the way they would not lead back to the project's folder.
    const entry = realpathSync(build.entry)
    const settings = {
      entry: relative(input.root, entry).split(sep).join('/'),
      handler: handler.text,
      format: build.format,
      minify: build.minify,
      sourceMap: build.sourceMap,
      external: build.external.toSorted(),
      target: targetOf(known?.runtime) ?? defaultTarget,
      environment,
      tool: version.tool,
      esbuild: version.esbuild,
    }
    const output = `${handler.file}${build.format === 'esm' ? '.mjs' : '.js'}`
    jobs.push({ function: { ...build, entry }, handler, output, settings })
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

function functionProblems(
  build: FunctionBuild,
  known: TemplateFunction | undefined,
  declared: readonly string[],
): readonly Problem[] {
  const id = build.logicalId
  const problem = (code: ErrorCode, message: string, hint: string): Problem => ({
    code,
    message,
    hint,
    where: build.where,
  })
  if (known === undefined) {
    const hint =
      declared.length > 0 ? `the templates declare ${declared.join(', ')}` : 'the templates declare no function'
    return [problem('LAMBDA_FUNCTION_ABSENT', `functions.${id}: no template declares a function ${id}`, hint)]
  }
  const problems: Problem[] = []
  if (known.runtime !== undefined && targetOf(known.runtime) === undefined) {
    const message = `functions.${id}: builds Node.js functions only, and the template says ${known.runtime}`
    problems.push(
      problem('LAMBDA_RUNTIME_UNSUPPORTED', message, `take ${id} out of functions, or set a nodejs runtime`),
    )
  }
  if (known.handler === undefined || parseHandler(known.handler) === undefined) {
    const message =
      known.handler === undefined
        ? `functions.${id}: the template sets no handler that can be known before deploying`
        : `functions.${id}: the template's handler "${known.handler}" names no file inside the artifact`
    problems.push(
      problem('LAMBDA_HANDLER_INVALID', message, `set Handler of ${id} in the template, such as index.handler`),
    )
  }
  if (statSync(build.entry, { throwIfNoEntry: false })?.isFile() !== true) {
    const message = `functions.${id}: there is no file ${build.entry}`
    problems.push(
      problem('LAMBDA_ENTRY_MISSING', message, `set functions.${id}.entry to the file that exports the handler`),
    )
  }
  return problems
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
