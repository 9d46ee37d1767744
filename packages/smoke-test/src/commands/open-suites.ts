import { resolve } from 'node:path'
import { referenceKey, resolveReferences } from '@project-utils/aws'
import {
  childEnvironment,
  type Invocation,
  openProject,
  openTarget,
  selectionOf,
  type Target,
} from '@project-utils/cli'
import { type Context, type Finding, ProjectError } from '@project-utils/contract'
import { localEnvironment } from '@project-utils/local-cloud'
import {
  fillReferences,
  type Project,
  type Reference,
  referencesOf,
  type Suite,
  type SuiteStep,
} from '@project-utils/project'
import type { SuiteInput } from '../suite/input.ts'
import { readStacks, type StackLook } from './read-stacks.ts'

/** A project with its one target, ready to run suites there. */
export interface OpenedSuites extends Target {
  readonly project: Project
  /** What was noticed in the configuration. */
  readonly findings: readonly Finding[]
  /** The flags that lead the next command to the same project and target. */
  readonly selection: string
  /** Where screenshots and the like go. */
  readonly artifacts: string
  /** Reads the stacks and fills all references; gives the suites as they will be run. Asked once. */
  prepare(names: readonly string[], context: Context): Promise<readonly SuiteInput[]>
  /** What CloudFormation says of the project's stacks, for those who need more than suites. */
  look(context: Context): Promise<readonly StackLook[]>
  /** Lets the next look be a new one. */
  forget(): void
}

/**
 * Opens the project and its one target. Nothing of the suites is sent.
 *
 * @throws ProjectError those of `openProject` and `openTarget`
 */
export async function openSuites(invocation: Invocation): Promise<OpenedSuites> {
  const { project, findings } = await openProject(invocation)
  return await openSuitesOf(invocation, project, findings)
}

/** The same for a project that is open already. */
export async function openSuitesOf(
  invocation: Invocation,
  project: Project,
  findings: readonly Finding[],
): Promise<OpenedSuites> {
  const target = await openTarget(invocation, project)
  const { session, scope, cloud } = target
  const { artifacts: given, browser } = invocation.flags
  const inherited = {
    ...childEnvironment(invocation.environment),
    ...(typeof browser === 'string' ? { PROJECT_UTILS_BROWSER: resolve(invocation.cwd, browser) } : {}),
  }
  const artifacts = resolve(invocation.cwd, typeof given === 'string' ? given : `project-test-${invocation.run}`)
  const selection = selectionOf(invocation.flags, project)
  let looks: Promise<readonly StackLook[]> | undefined
  const look = ({ signal }: Context): Promise<readonly StackLook[]> => {
    looks ??= readStacks(Object.values(project.stacks), session, cloud, signal)
    return looks
  }
  return {
    ...target,
    project,
    findings,
    selection,
    artifacts,
    look,
    forget() {
      looks = undefined
    },
    async prepare(names, context) {
      const suites = names.map((name) => [name, suiteOf(project, name)] as const)
      const found = await look(context)
      const wanted = suites.flatMap(([, suite]) => referencesOf(suite))
      refuseAbsent(wanted, found, selection)
      const values = await resolveReferences(wanted, session, invocation.masker)
      const lookup = (reference: Reference): string | undefined =>
        reference.kind === 'outputs' ? outputOf(found, reference) : values.get(referenceKey(reference))
      const resources = Object.assign({}, ...found.map((one) => one.resources)) as SuiteInput['resources'] & object
      return suites.map(
        ([name, suite]): SuiteInput => ({
          ...suite,
          name,
          setup: fill(suite.setup, lookup),
          steps: fill(suite.steps, lookup),
          cleanup: fill(suite.cleanup, lookup),
          environment: scope,
          client: session.client,
          resources,
          functions: physicalIds(resources, 'AWS::Lambda::Function'),
          stacks: Object.fromEntries(found.map((one) => [one.key, one.name])),
          childEnvironment: cloud === undefined ? inherited : localEnvironment(cloud, scope, inherited),
          folder: project.root,
          artifacts,
          masker: invocation.masker,
        }),
      )
    },
  }
}

/**
 * A suite of the project by its name.
 *
 * @throws ProjectError `SMOKE_SUITE_UNKNOWN`
 */
export function suiteOf({ suites }: Pick<Project, 'suites'>, name: string): Suite {
  const suite = Object.hasOwn(suites, name) ? suites[name] : undefined
  if (suite !== undefined) return suite
  const known = Object.keys(suites)
  throw new ProjectError('SMOKE_SUITE_UNKNOWN', `the project has no suite ${name}`, {
    hint: known.length === 0 ? `add it: suites: { ${name}: [...] }` : `it has ${known.join(', ')}`,
  })
}

/** A stack that was never deployed leaves nothing to be checked: that is told once, not by each step. */
function refuseAbsent(wanted: readonly Reference[], looks: readonly StackLook[], selection: string): void {
  const keys = new Set(wanted.flatMap((one) => (one.kind === 'outputs' ? [one.stack] : [])))
  const absent = looks.filter(({ key, isThere }) => keys.has(key) && !isThere)
  if (absent.length === 0) return
  const names = absent.map(({ name }) => name).join(', ')
  throw new ProjectError('SMOKE_NOT_DEPLOYED', `nothing was sent: ${names} is not deployed`, {
    hint: `project-deploy ${selection}`,
  })
}

/** What has no value stays open: its step fails and says so. */
function outputOf(
  looks: readonly StackLook[],
  { stack, output }: Extract<Reference, { kind: 'outputs' }>,
): string | undefined {
  const outputs = looks.find(({ key }) => key === stack)?.outputs ?? {}
  return Object.hasOwn(outputs, output) ? outputs[output] : undefined
}

function fill(steps: readonly SuiteStep[], lookup: (reference: Reference) => string | undefined): readonly SuiteStep[] {
  return steps.map((step) => ({ ...step, settings: fillReferences(step.settings, lookup) as SuiteStep['settings'] }))
}

function physicalIds(
  resources: NonNullable<SuiteInput['resources']>,
  wanted: string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(resources).flatMap(([id, { type, physicalId }]) => (type === wanted ? [[id, physicalId]] : [])),
  )
}
