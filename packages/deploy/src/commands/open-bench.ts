import { execFile } from 'node:child_process'
import {
  childEnvironment,
  flagValues,
  holderCheck,
  type Invocation,
  openProject,
  openTarget,
  readHolder,
  selectionOf,
} from '@project-utils/cli'
import {
  type Emit,
  type Finding,
  type Holder,
  isProjectError,
  type Problem,
  ProjectError,
  type Scope,
} from '@project-utils/contract'
import { localEnvironment } from '@project-utils/local-cloud'
import type { Project } from '@project-utils/project'
import { openRecords } from '@project-utils/records'
import type { RunOptions } from '@project-utils/run'
import { checkSuites } from '../check-suites.ts'
import { s3 } from '../clients.ts'
import { localHint } from '../local-hint.ts'
import type { Sources } from '../sources.ts'
import type { Workbench } from '../workbench.ts'
import { errorTables } from './error-tables.ts'

/** A project's workbench, who works at it, and what was noticed in its configuration. */
export interface Opened {
  readonly bench: Workbench
  readonly holder: Holder
  readonly findings: readonly Finding[]
}

/** What a command wants of its workbench. */
export interface BenchOptions {
  /** Takes what the start of the local cloud tells; default: the screen. */
  readonly emit?: Emit
  /** True where the project is built: then its templates are judged before anything is sent anywhere. */
  readonly builds?: boolean
}

/** Opens what every command of this bin works with: the project, its one target, and the records of that target. */
export async function openBench(invocation: Invocation, options: BenchOptions = {}): Promise<Opened> {
  const [{ project, findings }, holder, isAlive] = await Promise.all([
    openProject(invocation),
    readHolder(invocation),
    holderCheck(),
  ])
  const { environment, flags, masker, program, run } = invocation
  await checkSuites(project)
  const sources = onceRead(project, masker)
  if (options.builds === true) {
    const { checkSources } = await import('../check-sources.ts')
    checkSources(project, await sources())
  }
  const { scope, session, cloud } = await openTarget(invocation, project, options.emit)
  const inherited = childEnvironment(environment)
  const accept = flagValues(flags['accept-risk'])
  return {
    holder,
    findings,
    bench: {
      project,
      sources,
      scope,
      session,
      records: openRecords({ s3: await s3(session), scope, now, isAlive }),
      ...(cloud === undefined ? {} : { cloud }),
      environment: cloud === undefined ? inherited : localEnvironment(cloud, scope, inherited),
      selection: selectionOf(flags, project),
      run,
      actor: holder.actor,
      toolVersion: program.version,
      commit: () => readCommit(project.root),
      now,
      masker,
      accept,
    },
  }
}

/** Reads the templates at the first call; what they keep secret is known to the masker from then on. */
function onceRead(project: Project, masker: Invocation['masker']): () => Promise<Sources> {
  let read: Promise<Sources> | undefined
  const readAll = async (): Promise<Sources> => {
    const { keepParameters, readSources } = await import('../sources.ts')
    const sources = await readSources(project, project.scopes[0] as Scope)
    keepParameters(project, sources, masker)
    return sources
  }
  return () => {
    read ??= readAll()
    return read
  }
}

/** The options of a run, with hints that stay on the local cloud where the target is one. */
export function runOptions(invocation: Invocation, { scope }: Pick<Workbench, 'scope'>): RunOptions {
  const options = invocation.options(errorTables)
  if (scope.local !== true) return options
  const explain = (thrown: unknown): ProjectError | undefined => {
    const error = options.explain?.(thrown) ?? thrown
    return isProjectError(error) ? localError(error, scope) : undefined
  }
  return { ...options, explain }
}

function localError(error: ProjectError, scope: Scope): ProjectError {
  const local = <T extends { readonly hint?: string | undefined }>({ hint, ...rest }: T) =>
    hint === undefined ? rest : { ...rest, hint: localHint(hint, scope) }
  const problems = error.problems.map((problem) => local(problem) as Problem)
  const where = error.where === undefined ? {} : { where: error.where }
  const details = { ...local({ hint: error.hint }), ...where, problems, cause: error.cause }
  return new ProjectError(error.code, error.message, details)
}

function now(): Date {
  return new Date()
}

/** The commit that is checked out in a folder; undefined where it is in no git repository. */
function readCommit(folder: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile('git', ['rev-parse', 'HEAD'], { cwd: folder, timeout: 5_000 }, (error, stdout) => {
      resolve(error === null ? stdout.trim() : undefined)
    })
  })
}
