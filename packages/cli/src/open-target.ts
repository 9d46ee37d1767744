import { errors as awsErrors, explain, localCredentials, loopbackEndpoint, openSession } from '@project-utils/aws'
import { type Emit, isProjectError, ProjectError, type Scope } from '@project-utils/contract'
import type { Target, Targeted } from './opening.ts'
import type { Invocation } from './program.ts'
import { openRecord } from './record.ts'
import { toolName } from './title.ts'

/** Opens the one target of a project; see `openTarget`. */
export async function connect(
  invocation: Invocation,
  project: Targeted,
  emit: Emit = invocation.show,
): Promise<Target> {
  invocation.know(awsErrors, (thrown) => explained(thrown, invocation.title))
  const scope = onlyScope(project)
  const record = invocation.flags['record']
  const write = typeof record === 'string' ? openRecord(record, invocation.cwd) : undefined
  const target = scope.local === true ? await openLocal(invocation, scope, emit) : openRemote(invocation, scope)
  invocation.atEnd(() => {
    target.session.destroy()
    write?.(target.session.calls)
  })
  return target
}

function onlyScope(project: Targeted): Scope {
  const [scope, ...others] = project.scopes
  if (scope === undefined || others.length > 0) {
    const regions = project.scopes.map((one) => one.region)
    throw new ProjectError(
      'CLI_SEVERAL_TARGETS',
      `environment "${project.environment}" of "${project.name}" has ${project.scopes.length} targets: ${regions.join(', ')}`,
      { hint: `choose one with --region ${regions[0] ?? 'REGION'}` },
    )
  }
  return scope
}

async function openLocal(invocation: Invocation, scope: Scope, emit: Emit): Promise<Target> {
  const { errors, startLocalCloud } = await import('@project-utils/local-cloud')
  const { readLocalOptions } = await import('./local-options.ts')
  invocation.know(errors)
  const options = readLocalOptions(invocation.environment, invocation.cwd)
  if (options.endpoint !== undefined) loopbackEndpoint(options.endpoint)
  const cloud = await startLocalCloud(options, { signal: invocation.signal, emit })
  const session = openSession({
    region: scope.region,
    endpoint: cloud.endpoint,
    credentials: localCredentials(scope.account),
    userAgent: userAgent(invocation),
  })
  return { scope, session, cloud }
}

function openRemote(invocation: Invocation, scope: Scope): Target {
  const profile = invocation.flags['profile']
  const session = openSession({
    region: scope.region,
    userAgent: userAgent(invocation),
    ...(typeof profile === 'string' ? { profile } : {}),
  })
  return { scope, session }
}

function userAgent({ program }: Invocation): string {
  return `project-${toolName(program)}/${program.version}`
}

/** `explain` throws what is no failure of AWS on; here that means: not mine. */
function explained(thrown: unknown, what: string): ProjectError | undefined {
  try {
    return explain(thrown, what)
  } catch (other) {
    return isProjectError(other) ? other : undefined
  }
}
