import { childEnvironment, type Invocation, localOptions, openProject } from '@project-utils/cli'
import { type Finding, ProjectError, type Scope } from '@project-utils/contract'
import { type Loaded, loadProject, type Project, errors as projectErrors } from '@project-utils/project'
import type { BuildInput, LocalMachine } from '../artifact/artifact.ts'
import { manyProblems } from '../build/many-problems.ts'
import { buildInputOf } from '../input/build-input.ts'
import { type Declared, declaredIn, readTemplates } from '../input/declared.ts'
import { judgeDeclared } from '../runtime/judge-declared.ts'

/** What the commands of this program build, and where it was read. */
export interface OpenedBuild {
  readonly project: Project
  /** The target that was chosen; none where the command line names no environment. */
  readonly scopes: readonly Scope[]
  readonly declared: Declared
  /** The functions and layers that were named, or all. */
  readonly input: BuildInput
  /** What was noticed in the configuration. */
  readonly findings: readonly Finding[]
  /** What is unusual or unset in the templates, where it was judged. */
  readonly judged: readonly Finding[]
}

/** What a command wants to build. */
export interface BuildChoice {
  /** Logical ids; none: all. */
  readonly names: readonly string[]
  /** True where the command works on an account, so that an environment must be chosen. */
  readonly needsTarget?: boolean
  /** Whether settings that Lambda would refuse end the command. Default: false. */
  readonly judges?: boolean
}

/**
 * Reads configuration and templates, and plans what is to be built: for Lambda, or for this machine where the chosen
 * environment is the local cloud, which runs functions here. Without `--env` nothing of an environment is looked at.
 *
 * @throws ProjectError `LAMBDA_NAME_UNKNOWN`, those of `project` and `template`
 */
export async function openBuild(invocation: Invocation, choice: BuildChoice): Promise<OpenedBuild> {
  const { flags, environment } = invocation
  const isChosen = choice.needsTarget === true || flags['env'] !== undefined || flags['target'] !== undefined
  const { project, findings } = isChosen ? await openProject(invocation) : await openAny(invocation)
  const [scope] = isChosen ? project.scopes : []
  const { templates, problems } = await readTemplates(project)
  if (problems.length > 0) throw manyProblems(problems)
  const declared = declaredIn(templates, project, scope)
  const chosen = chooseNames(project, choice.names)
  const judged = choice.judges !== true ? [] : judge(declared, project, chosen)
  const localPython = scope?.local === true ? { localPython: () => pythonOf(invocation) } : {}
  const surroundings = { childEnvironment: childEnvironment(environment), ...localPython }
  const input = await buildInputOf(project, declared, surroundings, chosen)
  return { project, scopes: isChosen ? project.scopes : [], declared, input, findings, judged }
}

/** With which Python the local cloud runs functions, only a running one can tell. */
async function pythonOf(invocation: Invocation): Promise<LocalMachine['python']> {
  const { localPython, startLocalCloud } = await import('@project-utils/local-cloud')
  const context = { signal: invocation.signal, emit: invocation.show }
  return await localPython(await startLocalCloud(await localOptions(invocation), context))
}

/** What Lambda itself would refuse of the chosen functions ends the command; the rest is told. */
function judge(declared: Declared, project: Project, chosen: ReadonlySet<string>): readonly Finding[] {
  const functions = Object.entries(declared.functions).filter(([id]) => chosen.has(id))
  const judged = judgeDeclared(project, Object.fromEntries(functions), new Date())
  if (judged.problems.length > 0) throw manyProblems(judged.problems)
  return judged.findings
}

/** Sections that builds depend on are the same in every environment, so the first one will do. */
async function openAny({ flags, cwd, know }: Invocation): Promise<Loaded> {
  know(projectErrors)
  const text = (name: string): string | undefined => (typeof flags[name] === 'string' ? flags[name] : undefined)
  const { set } = flags
  return await loadProject({
    cwd,
    config: text('config'),
    project: text('project'),
    region: text('region'),
    anyEnvironment: true,
    ...(Array.isArray(set) ? { set } : {}),
  })
}

function chooseNames({ functions, layers }: Project, names: readonly string[]): ReadonlySet<string> {
  const known = [...Object.keys(functions), ...Object.keys(layers)]
  const unknown = names.filter((name) => !known.includes(name))
  if (unknown.length === 0) return new Set(names.length === 0 ? known : names)
  const are = known.length === 0 ? 'it declares none' : `it declares ${known.join(', ')}`
  const message = `the project builds no function or layer ${unknown.join(', ')}: ${are}`
  throw new ProjectError('LAMBDA_NAME_UNKNOWN', message, {
    hint: known.length === 0 ? 'add it under functions or layers' : `name one of them: ${known[0]}`,
  })
}
