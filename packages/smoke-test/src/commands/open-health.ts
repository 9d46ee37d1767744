import { localCredentials, openSession, type Session } from '@project-utils/aws'
import { type Invocation, openProject } from '@project-utils/cli'
import { type Context, isProjectError, type Scope } from '@project-utils/contract'
import type { Health } from '../health/health.ts'
import { judgeHealth } from '../health/judge.ts'
import { limitsOf } from '../health/limits.ts'
import { type HealthInput, readHealth } from '../health/read.ts'
import type { StepWorld } from '../step-kind.ts'
import { type OpenedSuites, openSuitesOf } from './open-suites.ts'
import { readAllResources } from './read-resources.ts'

/** A project whose health can be looked at, again and again. */
export interface OpenedHealth {
  readonly scope: Scope
  readonly findings: OpenedSuites['findings']
  readonly selection: string
  /** Looks anew: at the stacks, at what they hold, at what users reach. */
  look(context: Context, since: number): Promise<Health>
}

/**
 * Opens the project and its one target.
 *
 * @throws ProjectError those of `openProject` and `openTarget`
 */
export async function openHealth(invocation: Invocation): Promise<OpenedHealth> {
  const { project, findings } = await openProject(invocation)
  const opened = await openSuitesOf(invocation, project, findings)
  const { session, scope, cloud, selection } = opened
  const clientIn = openRegions(invocation, session, scope)
  let guarded: Promise<void> | undefined
  return {
    ...{ scope, findings, selection },
    async look(context, since) {
      opened.forget()
      // The same stacks in another account would be another environment's.
      guarded ??= session.guard(scope)
      const [top] = await Promise.all([opened.look(context), guarded])
      const input: HealthInput = {
        environment: scope,
        client: session.client,
        clientIn,
        stacks: top.map(({ name, isThere, status }) => ({
          name,
          isThere,
          ...(status === undefined ? {} : { status }),
        })),
        resources: await readAllResources(top, session, cloud, context.signal),
        outputs: top.flatMap(({ outputs }) => Object.values(outputs)),
        ...(await suiteFor(opened, context)),
        now: new Date(),
        since,
      }
      const facts = await readHealth(input, context)
      const awsFlags = session.endpoint === undefined ? undefined : `--endpoint-url ${session.endpoint}`
      const profile = session.profile === undefined ? undefined : `--profile ${session.profile}`
      const flags = awsFlags ?? profile
      return judgeHealth(facts, {
        limits: limitsOf(project.health),
        selection,
        ...(flags === undefined ? {} : { awsFlags: flags }),
      })
    },
  }
}

/** What the suite `smoke` asks for; why it is not known, where a reference of it could not be resolved. */
async function suiteFor(opened: OpenedSuites, context: Context): Promise<Pick<HealthInput, 'suite'>> {
  if (!Object.hasOwn(opened.project.suites, 'smoke')) return {}
  try {
    const [suite] = await opened.prepare(['smoke'], context)
    return suite === undefined ? {} : { suite }
  } catch (error) {
    context.signal.throwIfAborted()
    if (!isProjectError(error)) throw error
    return { suite: { obstacle: error.message } }
  }
}

/** Clients of other regions, with the same credentials. */
function openRegions(invocation: Invocation, session: Session, scope: Scope): (region: string) => StepWorld['client'] {
  const sessions = new Map<string, Session>()
  invocation.atEnd(() => {
    for (const one of sessions.values()) one.destroy()
  })
  return (region) => {
    const known = sessions.get(region)
    if (known !== undefined) return known.client
    const made = openSession({
      region,
      ...(session.endpoint === undefined
        ? {}
        : { endpoint: session.endpoint, credentials: localCredentials(scope.account) }),
      ...(session.profile === undefined ? {} : { profile: session.profile }),
    })
    sessions.set(region, made)
    return made.client
  }
}
