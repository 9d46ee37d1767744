import { relative, sep } from 'node:path'
import { type ArtifactFile, sizeOf } from '@project-utils/artifact'
import { type Context, type Finding, isProjectError, type Problem, problemsOf } from '@project-utils/contract'
import ignore from 'ignore'
import type { Weight } from '../artifact/size.ts'
import type { Job } from '../build/job.ts'
import type { Made, MakeOptions, Maker } from '../build/maker.ts'
import { findRequirements } from './find-requirements.ts'
import { type Install, installOnce } from './install.ts'
import type { Installed } from './installed.ts'
import { judgeSources } from './judge.ts'
import { localLayers } from './local-layers.ts'
import { packageFindings } from './package-findings.ts'
import { readSources, type SourceReading } from './read-sources.ts'
import type { Requirements } from './requirements.ts'
import { type SourceFolder, sourceFolder } from './source-folder.ts'
import { readAllSources, type Sources } from './sources.ts'
import { type Target, targetOf } from './target.ts'

/**
 * Packs Python code with its packages: sources as they are, packages as wheels for the runtime's Python, architecture
 * and glibc (for this machine where the local cloud runs them), without a container and without running any code of
 * theirs. Jobs with the same packages share one installation.
 */
export const makePython: Maker = async (jobs, options, context) => {
  const install = installOnce(options, context)
  const made = new Map<Job, Made>()
  const problems: Problem[] = []
  await Promise.all(
    jobs.map(async (job) => {
      try {
        const result = await makeOne(job, install, options, context)
        if ('files' in result) made.set(job, result)
        else problems.push(...result)
      } catch (error) {
        if (!isProjectError(error)) throw error
        problems.push(
          ...problemsOf(error).map((problem) => ({ where: { ...job.where, resource: job.id }, ...problem })),
        )
      }
    }),
  )
  // In the order of the jobs, whichever ended first.
  return {
    made: new Map(jobs.flatMap((job) => [[job, made.get(job)] as const]).filter(isMade)),
    problems: distinct(problems),
  }
}

function isMade(entry: readonly [Job, Made | undefined]): entry is readonly [Job, Made] {
  return entry[1] !== undefined
}

async function makeOne(job: Job, install: Install, options: MakeOptions, context: Context): Promise<Made | Problem[]> {
  const target = targetOf(job, options)
  if (target === undefined) return [noRuntime(job)]
  const place = sourceFolder(job)
  if ('code' in place) return [place]
  const tell = (file: string): string => relative(options.root, file).split(sep).join('/') || '.'
  const { requirements: named } = job.build
  const { from, home: folder = place.folder } = place
  const search = { from, folder, root: options.root, ...(named === undefined ? {} : { named }) }
  const requirements = findRequirements(search, target)
  if (requirements.problems.length > 0) return requirements.problems.map((problem) => retell(problem, job, tell))
  const nothing: Installed = { files: [], packages: [] }
  // The installer takes longest, so it begins first; nothing may be left running where the sources are refused.
  const [installing, own] = await Promise.allSettled([
    requirements.lines.length === 0 ? nothing : install(requirements, target, folder),
    readOwn(job, place, requirements, target, options, context.signal),
  ])
  if (own.status === 'rejected') throw own.reason
  if ('code' in own.value) return [own.value]
  if (installing.status === 'rejected') throw installing.reason
  const { sources, reading } = own.value
  const required = installing.value
  const brought = await localLayers(job, reading, [...sources.files, ...required.files], install, target, folder)
  const installed = { ...required, files: [...required.files, ...brought.files] }
  const packages = packageFiles(installed, job, sources)
  const files = [...sources.files, ...packages.files]
  const artifact = { files, sources: sources.onDisk, prefix: sources.prefix, root: options.root, tell }
  const judged = await judgeSources(job, artifact, reading, target, context.signal)
  if (judged.problems.length > 0) return [...judged.problems]
  const findings = [
    ...judged.findings,
    ...packages.findings,
    ...brought.findings,
    ...packageFindings(job, requirements, { ...installed, files: packages.files }, target, tell),
  ]
  return {
    files,
    inputs: [...new Set([...sources.inputs, ...requirements.inputs, ...(judged.inputs ?? [])])],
    findings,
    weights: weigh(sources.files, packages.files),
  }
}

/** The project's own sources, and what they say. */
async function readOwn(
  job: Job,
  place: SourceFolder,
  requirements: Requirements,
  target: Target,
  options: MakeOptions,
  signal: AbortSignal,
): Promise<{ readonly sources: Sources; readonly reading: SourceReading | undefined } | Problem> {
  const sources = await readAllSources(job, place, requirements, options)
  if ('code' in sources) return sources
  const files = [...sources.onDisk.values()].filter((file) => file.endsWith('.py'))
  return { sources, reading: await readSources(files, target, options, signal) }
}

/**
 * Packages where they are imported from, without those that are excluded. Patterns that begin with `/` are of the
 * project's folder alone, so that `/*` and `!/service` choose among its sources. The project's own files win.
 */
function packageFiles(
  installed: Installed,
  { id, build }: Job,
  { files, prefix }: Sources,
): { readonly files: readonly ArtifactFile[]; readonly findings: readonly Finding[] } {
  const own = new Set(files.map(({ path }) => path))
  const excluded = ignore().add(build.exclude.filter((pattern) => !/^!?\//.test(pattern)))
  const placed = installed.files
    .map((file): ArtifactFile => ({ ...file, path: prefix + file.path }))
    .filter(({ path }) => !excluded.ignores(path) && (prefix === '' || !excluded.ignores(path.slice(prefix.length))))
  const [first, ...more] = placed.filter(({ path }) => own.has(path))
  if (first === undefined) return { files: placed, findings: [] }
  const others = more.length === 0 ? '' : `, and ${more.length} more`
  const message = `${id}: ${first.path} is both a source and a file of a package${others}; the source is packed`
  const fix = 'rename the source, or do not require the package'
  const finding: Finding = {
    rule: 'lambda/source-hides-package',
    category: 'build',
    severity: 'warning',
    message,
    fix,
    where: { resource: id },
  }
  return { files: placed.filter(({ path }) => !own.has(path)), findings: [finding] }
}

/** Sources by path, packages by the folder or file that is imported. */
function weigh(sources: readonly ArtifactFile[], packages: readonly ArtifactFile[]): readonly Weight[] {
  const top = (path: string): string => path.replace(/^(python\/)?([^/]*).*$/, '$1$2')
  return [
    ...sources.map((file) => ({ name: file.path, bytes: sizeOf(file) })),
    ...packages.map((file) => ({ name: top(file.path), bytes: sizeOf(file) })),
  ]
}

function noRuntime({ id, type, where, runtime }: Job): Problem {
  const is = runtime === undefined ? 'names no runtime' : `has the runtime ${runtime}`
  return {
    code: 'LAMBDA_RUNTIME_UNSUPPORTED',
    message: `${type}s.${id} is Python, and ${is}, so which Python it is for is unknown`,
    hint: `set ${type}s.${id}.runtime, such as python3.13`,
    where,
  }
}

/** A problem of a file, with the function's name and the file relative to the project. */
function retell(problem: Problem, { id, type }: Job, tell: (file: string) => string): Problem {
  const file = problem.where?.file
  const where = { ...problem.where, ...(file === undefined ? {} : { file: tell(file) }), resource: id }
  return {
    ...problem,
    message: `${type}s.${id}: ${file === undefined ? '' : `${tell(file)}: `}${problem.message}`,
    where,
  }
}

/** Functions that share packages fail for the same reason, which is told once. */
function distinct(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [`${problem.code} ${problem.message}`, problem])).values()]
}
