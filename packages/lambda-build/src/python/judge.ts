import type { Finding, Problem } from '@project-utils/contract'
import { startedFile } from '../build/handler.ts'
import type { FunctionJob, Job } from '../build/job.ts'
import { fileMissing, judgeHandler, unproven } from './judge-handler.ts'
import { layerModules } from './layer-modules.ts'
import { type Judged, modulePaths, reached, resolveModule, splitHandler } from './modules.ts'
import type { SourceReading, Unparsed } from './read-sources.ts'
import type { Target } from './target.ts'

interface Judgement {
  readonly problems: readonly Problem[]
  readonly findings: readonly Finding[]
  /** What was looked at besides the artifact's own files, absolute. */
  readonly inputs?: readonly string[]
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
export async function judgeSources(
  job: Job,
  judged: Judged,
  reading: SourceReading | undefined,
  target: Target,
  signal: AbortSignal,
): Promise<Judgement> {
  const problems: Problem[] = []
  const findings: Finding[] = []
  const paths = modulePaths(judged)
  const handler = job.type === 'function' && !isStarted(job, judged) ? splitHandler(job.handler.text) : undefined
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
  const isKnown = reading.standard.size > 50 && missing.size > 0
  const layers = isKnown && job.type === 'function' ? layerModules(job, judged.root, target) : undefined
  for (const [top, place] of isKnown ? missing : []) {
    const brings = layers?.brings(top) ?? 'no'
    if (brings !== 'yes') findings.push(importMissing(job, top, place, brings === 'maybe'))
  }
  if (handler !== undefined && entry !== undefined && problems.length === 0) {
    const told = await judgeHandler(job, handler, entry, paths, judged, { reading, target, signal })
    if (told !== undefined) 'code' in told ? problems.push(told) : findings.push(told)
  }
  return { problems, findings, inputs: layers?.inputs ?? [] }
}

function isStarted({ handler, variables }: FunctionJob, { files }: Judged): boolean {
  const paths = files.map(({ path }) => path)
  return startedFile(handler.text, variables, paths) !== undefined
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

function importMissing(job: Job, top: string, place: string, hasLayers: boolean): Finding {
  const message = `${job.id}: ${place} imports ${top}, which is neither in the artifact nor in the runtime`
  const own = `require it beside the code, or set ${job.type}s.${job.id}.requirements or .shared`
  return {
    rule: 'lambda/import-missing',
    category: 'build',
    severity: hasLayers ? 'info' : 'warning',
    message: hasLayers ? `${message}: a layer has to bring it` : message,
    fix: hasLayers ? `see to it that a layer does; else ${own}` : `${own}; a layer may bring it too`,
    where: { resource: job.id },
  }
}
