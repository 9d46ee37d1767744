import { localPaths } from '@project-utils/cfn'
import { type ErrorCode, isProjectError, type Place, type Problem, problemsOf } from '@project-utils/contract'
import { checkFunctions, declaredInput, judgeDeclared } from '@project-utils/lambda-build'
import { type Project, placeOf, type SuiteStep } from '@project-utils/project'
import {
  type CodeLocation,
  functionTypes,
  hasOwnMacro,
  type ImageLocation,
  layerTypes,
  managedAliases,
  resolveTemplate,
  templateFindings,
  withCode,
} from '@project-utils/template'
import { checkOutputs } from './check-outputs.ts'
import { manyProblems, type Sources } from './sources.ts'

/**
 * Judges configuration and templates together, before anything is sent anywhere: all that CloudFormation or a later step
 * would refuse and that can be seen from here, at once, each with its place.
 *
 * @throws ProjectError with the code of the only problem, else `DEPLOY_INVALID`
 */
export function checkSources(project: Project, sources: Sources): void {
  const problems = [
    ...codeProblems(project, sources),
    ...Object.keys(sources.templates).flatMap((key) => templateProblems(key, project, sources)),
    ...Object.keys(sources.templates).flatMap((key) => parameterProblems(key, project, sources)),
    ...Object.keys(sources.templates).flatMap((key) => pathProblems(key, sources)),
    ...checkOutputs(project, sources),
    ...Object.values(project.suites).flatMap(({ setup, steps, cleanup }) =>
      [...setup, ...steps, ...cleanup].flatMap((step) => stepProblems(step, project, sources)),
    ),
  ]
  if (problems.length > 0) throw manyProblems(problems)
}

/** What the project builds must be declared, and by one template; then how it is built must fit what is declared. */
function codeProblems(project: Project, sources: Sources): readonly Problem[] {
  const input = declaredInput(project, sources)
  const functions = input.functions.filter(({ logicalId }) => sources.functions[logicalId] !== undefined)
  const layers = (input.layers ?? []).filter(({ logicalId }) => sources.layers[logicalId] !== undefined)
  return [
    ...Object.values(project.functions).flatMap((build) => declarationProblems(build, functionsOf, sources)),
    ...Object.values(project.layers).flatMap((build) => declarationProblems(build, layersOf, sources)),
    ...localProblems(project),
    ...collected(() => checkFunctions({ ...input, functions, layers })),
    ...judgeDeclared(project, sources.functions, new Date()).problems,
  ]
}

/** How a kind of code is declared. */
interface Declared {
  readonly section: 'functions' | 'layers'
  readonly noun: string
  readonly types: ReadonlySet<string>
  readonly unknown: ErrorCode
  readonly twice: ErrorCode
}

const functionsOf: Declared = {
  section: 'functions',
  noun: 'function',
  types: functionTypes,
  unknown: 'DEPLOY_FUNCTION_UNKNOWN',
  twice: 'DEPLOY_FUNCTION_TWICE',
}

const layersOf: Declared = {
  section: 'layers',
  noun: 'layer',
  types: layerTypes,
  unknown: 'DEPLOY_LAYER_UNKNOWN',
  twice: 'DEPLOY_LAYER_TWICE',
}

function declarationProblems(
  { logicalId, where }: { readonly logicalId: string; readonly where: Place },
  { section, noun, types, unknown, twice }: Declared,
  sources: Sources,
): readonly Problem[] {
  const { templates } = sources
  if (sources[section][logicalId] === undefined) {
    const names = Object.keys(templates).join(', ')
    const message = `no template of stacks ${names || '(none)'} declares the ${noun} ${logicalId}`
    const known = Object.keys(sources[section])
    const list = known.length === 0 ? '' : `; they declare ${known.join(', ')}`
    const hint = `remove ${section}.${logicalId}, or declare an ${[...types][0]} of that logical id${list}`
    return [{ code: unknown, message, hint, where }]
  }
  const declared = Object.keys(templates).filter((key) => types.has(templates[key]?.resources[logicalId]?.type ?? ''))
  if (declared.length < 2) return []
  const message = `the templates of stacks ${declared.join(' and ')} both declare the ${noun} ${logicalId}`
  return [{ code: twice, message, hint: 'give one of them another logical id', where }]
}

/** The local cloud runs functions as processes of this machine. */
function localProblems({ functions, scopes }: Project): readonly Problem[] {
  if (!scopes.some(({ local }) => local === true)) return []
  const images = Object.values(functions).filter(({ image }) => image !== undefined)
  return images.map(({ logicalId, where }) => ({
    code: 'LAMBDA_IMAGE_NOT_LOCAL',
    message: `functions.${logicalId} is a container image, and the local cloud runs functions as processes, without a container engine`,
    hint: `deploy it to an account, or let ${logicalId} be a zip in this environment`,
    where,
  }))
}

function templateProblems(key: string, project: Project, { templates, functions }: Sources): readonly Problem[] {
  const template = templates[key]
  if (template === undefined) return []
  const zip = { bucket: '', key: '' }
  const built = Object.keys({ ...project.functions, ...project.layers }).flatMap(
    (id): [string, CodeLocation | ImageLocation][] => {
      const type = template.resources[id]?.type ?? ''
      const isFunction = project.functions[id] !== undefined && functionTypes.has(type)
      const isLayer = project.layers[id] !== undefined && layerTypes.has(type)
      // Whether a function is an image is for `checkFunctions` to compare.
      const isImage = isFunction && functions[id]?.packageType === 'Image'
      return isFunction || isLayer ? [[id, isImage ? { image: '' } : zip]] : []
    },
  )
  const code = Object.fromEntries(built)
  const stackName = project.stacks[key]?.name ?? key
  const findings = templateFindings(template, resolveTemplate(template, { parameters: {}, pseudo: { stackName } }))
  const dangling = findings
    .filter(({ severity }) => severity === 'error')
    .map(({ message, fix, where }): Problem => {
      const hint = fix === undefined ? {} : { hint: fix }
      return { code: 'TEMPLATE_NAME_UNKNOWN', message, ...hint, ...(where === undefined ? {} : { where }) }
    })
  return [...dangling, ...collected(() => withCode(template, code))]
}

/** A path that CloudFormation would take for an address: a release uploads what the project builds, and nothing else. */
function pathProblems(key: string, { templates }: Sources): readonly Problem[] {
  const template = templates[key]
  if (template === undefined) return []
  // Code that is local and not built is told by `withCode`.
  const code = Object.values(template.resources).filter(({ type }) => functionTypes.has(type) || layerTypes.has(type))
  return localPaths(template, new Set(code.map(({ logicalId }) => logicalId))).map(({ path, text }) => ({
    code: 'DEPLOY_LOCAL_PATH',
    message: `stack ${key} names the local path "${text}", which a release does not upload`,
    hint: `let the project build it under functions or layers, or deploy the stack by itself: project-cfn deploy ${key}`,
    where: template.place(path),
  }))
}

/** A parameter must be declared to be set, and set to be left without a default; a managed alias's version is not ours to set. */
function parameterProblems(key: string, project: Project, { templates }: Sources): readonly Problem[] {
  const template = templates[key]
  const stack = project.stacks[key]
  if (template === undefined || stack === undefined || hasOwnMacro(template)) return []
  const declared = Object.keys(template.parameters)
  const managed = managedAliases(template)
  const set = Object.keys(stack.parameters).flatMap((name): Problem[] => {
    const where = placeAt(project, `stacks.${key}.parameters.${name}`) ?? stack.where
    const alias = managed.find(({ parameter }) => parameter === name)
    if (alias !== undefined) {
      const message = `parameter ${name} of stack ${key} holds the version of the alias ${alias.logicalId}, which releases move`
      return [{ code: 'DEPLOY_PARAMETER_MANAGED', message, hint: `remove stacks.${key}.parameters.${name}`, where }]
    }
    if (declared.includes(name)) return []
    const message = `the template of stack ${key} has no parameter ${name}`
    const hint = declared.length === 0 ? 'it has none at all' : `it has ${declared.join(', ')}`
    return [{ code: 'DEPLOY_PARAMETER_UNKNOWN', message, hint, where }]
  })
  const unset = Object.values(template.parameters)
    .filter(({ name, default: given }) => given === undefined && stack.parameters[name] === undefined)
    .map(({ name }): Problem => {
      const message = `parameter ${name} of stack ${key} has no default and is not set`
      const hint = `add ${name} under stacks.${key}.parameters, or a Default in the template`
      return { code: 'DEPLOY_PARAMETER_MISSING', message, hint, where: stack.where }
    })
  return [...set, ...unset]
}

/** The functions that a step names. */
function stepProblems(step: SuiteStep, project: Project, { functions }: Sources): readonly Problem[] {
  const { settings, kind } = step
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) return []
  const setting = kind === 'lambda' ? 'function' : 'through'
  const named = (settings as Readonly<Record<string, unknown>>)[setting]
  if (typeof named !== 'string') return []
  const known = Object.keys(project.functions).filter((id) => functions[id] !== undefined)
  if (known.includes(named)) return []
  const message = `${setting}: ${named} is no function that the project builds`
  const hint = known.length === 0 ? 'declare it under functions' : `it builds ${known.join(', ')}`
  return [{ code: 'DEPLOY_FUNCTION_UNKNOWN', message, hint, where: placeOf(step, [setting]) }]
}

/** Where a value of the configuration is written; undefined for one of the command line or a default. */
function placeAt({ origins }: Project, path: string): Place | undefined {
  const [, file, line, column] = /^(.*):(\d+):(\d+)$/.exec(origins[path] ?? '') ?? []
  return file === undefined ? undefined : { file, line: Number(line), column: Number(column) }
}

function collected(check: () => unknown): readonly Problem[] {
  try {
    check()
    return []
  } catch (error) {
    if (isProjectError(error)) return problemsOf(error)
    throw error
  }
}
