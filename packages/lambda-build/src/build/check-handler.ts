import { type ArtifactFile, contentOf } from '@project-utils/artifact'
import type { Finding, Place, Problem } from '@project-utils/contract'
import { isForeignMachine, type Loaded, type LoadInput } from '../node/load.ts'
import { judgeStyle } from './callback-style.ts'
import type { Checked } from './checks.ts'
import { isInLayer, nodeVersion, startedFile } from './handler.ts'
import type { FunctionJob, Job } from './job.ts'
import type { Made } from './maker.ts'

/** What is known about the names a built file exports without running it; `complete`: there are no others. */
export interface KnownExports {
  /** Path of the file inside the artifact, such as `api.js`. */
  readonly file: string
  /** The source that it was built from, relative to the project's folder. */
  readonly source?: string
  readonly names: readonly string[]
  readonly complete: boolean
  /** How many parameters the handler declares, where its source shows that. */
  readonly parameters?: number
  /** The handler may be of the callback style, which only running the file can tell. */
  readonly isCallback?: boolean
}

/** Where Lambda's runtime looks for the handler's file. Source: aws-lambda-ric, `UserFunctionLoader`. */
const extensions = ['', '.js', '.mjs', '.cjs']

/** What must be loaded to tell whether the handler is there, and what follows from what comes of that. */
export interface HandlerQuestion {
  readonly input: LoadInput
  judge(loaded: Loaded): Checked
}

/**
 * Proves that the built file exports what the template names as handler, from the bundle where that is certain; else asks
 * for the file to be loaded in a process of its own.
 */
export function askHandler(job: Job, made: Made): HandlerQuestion | Checked {
  if (job.type !== 'function' || job.kind === 'python' || isInLayer(job.handler.text)) return verdict()
  const paths = made.files.map(({ path }) => path)
  if (startedFile(job.handler.text, job.variables, paths) !== undefined) return verdict()
  if (made.exports === undefined && nodeVersion(job.runtime) === undefined) return verdict()
  const known = made.exports ?? findFile(job, made)
  if (known === undefined) return verdict(noFile(job))
  const wanted = job.handler.exported
  const isComplete = known.complete && (wanted !== 'default' || known.file.endsWith('.mjs'))
  const isMissing = !known.names.includes(wanted) && isComplete && !looksInside(job, known)
  if (isMissing) return verdict(missing(job, known, known.names))
  const { machine, variables } = job
  const input = { files: made.files, output: known.file, handler: pathOf(job), machine, variables }
  return { input, judge: (loaded) => judgeHandler(job, made, known, loaded) }
}

/**
 * What came of loading the handler's file: whether it exports the handler, in a style that its runtime knows. Where neither
 * that nor the bundle can tell, a finding says so.
 */
function judgeHandler(job: FunctionJob, made: Made, known: KnownExports, loaded: Loaded): Checked {
  if (loaded.names === undefined) {
    if (!known.names.includes(job.handler.exported)) return verdict(unproven(job, known, loaded.reason))
    // The runtime has the SDK.
    const isLacking = /^(ERR_)?MODULE_NOT_FOUND$/.test(loaded.code ?? '') && !loaded.reason.includes("'@aws-sdk/")
    const hasLayers = job.layers.own.length > 0 || job.layers.hasOthers
    if (isLacking) return hasLayers ? verdict() : verdict(unloadable(job, known, loaded.reason))
    const style = judgeStyle(job, known, { parameters: known.parameters ?? 0 })
    const holdsForeign = isForeignMachine(job.machine) && made.files.some(({ path }) => /\.(node|so)(\.|$)/.test(path))
    if (style.problems.length > 0 || known.isCallback === true || holdsForeign) return style
    return { problems: [], findings: [...style.findings, failing(job, known, loaded.reason)] }
  }
  const { handler } = loaded
  const isThere = handler.type !== 'undefined' && (!handler.isDefault || looksInside(job, known))
  if (!isThere) return verdict(missing(job, known, loaded.names))
  if (handler.type !== 'function') return verdict(noFunction(job, known, handler.type))
  return judgeStyle(job, known, handler)
}

function verdict(each?: Problem | Finding): Checked {
  if (each === undefined) return { problems: [], findings: [] }
  return 'rule' in each ? { problems: [], findings: [each] } : { problems: [each], findings: [] }
}

/** Runtimes since nodejs24.x also look into the default export. Source: aws-lambda-ric 4.0, `resolveHandler`. */
function looksInside({ runtime }: FunctionJob, { names }: KnownExports): boolean {
  return (nodeVersion(runtime) ?? 0) >= 24 && (names.length === 0 || names.includes('default'))
}

/** The file that the runtime would load, where an artifact was not bundled. */
function findFile({ handler }: FunctionJob, { files }: Made): KnownExports | undefined {
  const paths = new Set(files.map(({ path }) => path))
  const file = [...extensions.map((each) => `${handler.file}${each}`), `${handler.file}/index.js`].find((path) =>
    paths.has(path),
  )
  if (file === undefined) return undefined
  const isCode = files.some(
    (each) => each.path === file && !/\.(node|json)$/.test(file) && writes(each, handler.exported),
  )
  // That it is written says nothing of its style, which running it does.
  return { file, names: isCode ? [handler.exported] : [], complete: false, isCallback: true }
}

/** Whether a file that was not built exports a name in so many words. */
function writes(file: ArtifactFile, name: string): boolean {
  const [commonJs, module] = [
    /^\s*(?:module\.)?exports\.([\w$]+)\s*=/gm,
    /^export\s+(?:const|(?:async\s+)?function)\s+([\w$]+)/gm,
  ]
  const text = Buffer.from(contentOf(file)).toString()
  return [...text.matchAll(commonJs), ...text.matchAll(module)].some(([, written]) => written === name)
}

/** The export's path, such as `routes.get`. */
function pathOf({ handler }: FunctionJob): string {
  const { text } = handler
  return text.slice(text.indexOf('.', text.lastIndexOf('/')) + 1)
}

function claimOf({ id, handler }: FunctionJob): string {
  return `${id}: the template's handler "${handler.text}" wants an export "${handler.exported}"`
}

function placeOf({ id }: FunctionJob, { source, file }: KnownExports): Place {
  return { resource: id, file: source ?? file }
}

function missing(job: FunctionJob, known: KnownExports, names: Loaded['names'] = []): Problem {
  const has = names.length === 0 ? 'exports nothing' : `exports ${names.join(', ')}`
  const source = known.source ?? known.file
  const built = known.source === undefined ? known.file : `${known.file}, built from ${known.source},`
  const name = ['handler', 'main', 'default'].find((each) => names.includes(each)) ?? names[0]
  const other = name === undefined ? 'an export that is there' : `${job.handler.file}.${name}`
  return {
    code: 'LAMBDA_HANDLER_MISSING',
    message: `${claimOf(job)}; ${built} ${has}`,
    hint: `export ${job.handler.exported} from ${source}, or set Handler in the template to ${other}`,
    where: placeOf(job, known),
  }
}

function noFile({ id, handler, where }: FunctionJob): Problem {
  const looked = extensions.map((each) => `${handler.file}${each}`).join(', ')
  return {
    code: 'LAMBDA_HANDLER_MISSING',
    message: `${id}: the template's handler "${handler.text}" wants a file that is not in the artifact; looked for ${looked}`,
    hint: 'set Handler in the template to a file in the folder that is packed',
    where,
  }
}

function noFunction(job: FunctionJob, known: KnownExports, type: string): Problem {
  return {
    code: 'LAMBDA_HANDLER_MISSING',
    message: `${claimOf(job)} that is a function; in ${known.source ?? known.file} "${pathOf(job)}" is of type ${type}`,
    hint: 'export a function under this name',
    where: placeOf(job, known),
  }
}

function unloadable(job: FunctionJob, known: KnownExports, reason: string): Finding {
  const [said] = reason.split('\n')
  return {
    rule: 'lambda/module-missing',
    category: 'build',
    severity: 'warning',
    message: `${job.id}: ${known.file} does not load, since it needs what the artifact does not hold: ${said}`,
    fix: 'add the package to dependencies in package.json, or to external of this function',
    where: placeOf(job, known),
  }
}

function failing(job: FunctionJob, known: KnownExports, reason: string): Finding {
  const [said] = reason.split('\n')
  return {
    rule: 'lambda/load-failed',
    category: 'build',
    severity: 'info',
    message: `${job.id}: ${known.file} fails when it is loaded here, without network and permissions: ${said}`,
    fix: 'do in the handler what needs them, or see that it succeeds in Lambda',
    where: placeOf(job, known),
  }
}

function unproven(job: FunctionJob, known: KnownExports, reason: string): Finding {
  return {
    rule: 'lambda/handler-unproven',
    category: 'build',
    severity: 'warning',
    message: `${claimOf(job)}; whether ${known.file} has it cannot be told: ${reason}`,
    fix: `write \`export const ${job.handler.exported} = …\` in ${known.source ?? known.file}, so that it can be told without running it`,
    where: placeOf(job, known),
  }
}
