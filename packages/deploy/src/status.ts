import { readStack, type StackState, stackGroup } from '@project-utils/cfn'
import {
  type Answer,
  type Context,
  type Finding,
  isProjectError,
  type Json,
  type Question,
  type Release,
  type ReleasedStack,
} from '@project-utils/contract'
import { readAlias } from '@project-utils/lambda-build'
import type { LockState } from '@project-utils/records'
import { cloudFormation, lambda } from './clients.ts'
import { forgottenFindings, forgottenStacks } from './forgotten-stacks.ts'
import { findLeftBehind } from './left-behind.ts'
import { translate } from './outputs.ts'
import { readReferences } from './read.ts'
import { isSettled } from './rollback/find-target.ts'
import type { Workbench } from './workbench.ts'

/** Tells what is deployed: the release, its stacks, versions and site, who holds the lock, and whether all still agree. */
export function statusQuestion(bench: Workbench): Question {
  return { command: 'deploy status', scopes: [bench.scope], ask: (context) => readStatus(bench, context) }
}

async function readStatus(bench: Workbench, context: Context): Promise<Answer> {
  const { records, session, project, scope } = bench
  await session.guard(scope)
  const client = await cloudFormation(session)
  const [secretsKnown, current, lock, waiters, states] = await Promise.all([
    knowSecrets(bench, context),
    records.releases.current(),
    records.lock.read(scope),
    records.queue.list(scope),
    Promise.all(
      Object.values(project.stacks).map(async ({ key, name }) => [key, await readStack(client, name)] as const),
    ),
  ])
  const value = current === 'no-bucket' ? undefined : current?.value
  const recorded = value?.good ?? undefined
  const good = recorded?.kind === 'destroy' ? undefined : recorded
  const functions = await Promise.all(
    Object.entries(good?.functions ?? {}).map(async ([logicalId, one]) => {
      const { name, alias, version } = one
      const live = alias === undefined ? undefined : await readAlias(await lambda(session), name, alias)
      return { logicalId, name, mode: one.mode, version: version ?? null, live: live?.version ?? null }
    }),
  )
  const left = await findLeftBehind(
    client,
    states.map(([, state]) => state),
    lock,
  )
  const held = lock?.over === true ? undefined : lock
  const forgotten = await Promise.all(
    forgottenStacks(project, good).map(async ({ key, name }) => [key, await readStack(client, name)] as const),
  )
  const all = [...states, ...forgotten]
  const stacks = all.map(([key, state]) => {
    const { name, status, updatedAt } = state
    return {
      key,
      name,
      status,
      updatedAt: updatedAt ?? null,
      asReleased: disagreement(state, good?.stacks[key]) === undefined,
    }
  })
  const outputs = !secretsKnown
    ? {}
    : await translate(Object.fromEntries(states.map(([key, state]) => [key, state.outputs])), bench.cloud)
  const data = {
    release:
      good === undefined
        ? null
        : { id: good.id, seq: good.seq, endedAt: good.endedAt, actor: good.actor, commit: good.commit },
    destroyed: recorded?.kind === 'destroy' ? { run: recorded.run, endedAt: recorded.endedAt ?? null } : null,
    latest: value?.latest ?? null,
    lock: held === undefined ? null : lockData(held, waiters.length),
    stacks,
    functions,
    site: good?.site === undefined ? null : { bucket: good.site.bucket, manifest: good.site.manifest },
    outputs,
  }
  const command = `project-deploy ${bench.selection}`
  const unfinished = value !== undefined && !isSettled(value.latest.outcome) && held === undefined
  const astray = functions.filter(({ version, live }) => live !== version)
  return {
    data: data as unknown as Json,
    findings: [
      ...left,
      ...all.flatMap(([key, state]) => stackFindings(state, good?.stacks[key], command)),
      ...forgottenFindings(project, good, bench.selection),
      ...astray.map(({ name, live, version }) => ({
        rule: 'deploy/alias-astray',
        category: 'drift',
        severity: 'warning' as const,
        message: `the live alias of ${name} points to ${live ?? 'nothing'}, the release recorded ${version ?? 'nothing'}`,
        where: { resource: name },
        fix: command,
      })),
    ],
    ...(good === undefined ? { next: { command, why: nothingYet(recorded?.kind) } } : {}),
    ...(unfinished ? { next: { command, why: `run ${value.latest.run} ended as ${value.latest.outcome}` } } : {}),
  }
}

/** Who holds the lock, since when, and how many wait for it. */
function lockData({ actor, run, command, expires, since, link, branch }: LockState, waiting: number) {
  return {
    ...{ actor, run, command, since, expires },
    ...(link === undefined ? {} : { link }),
    ...(branch === undefined ? {} : { branch }),
    ...(waiting === 0 ? {} : { waiting }),
  }
}

/** How a stack differs from what the last good release left; undefined where it does not. */
function disagreement(state: StackState, released: ReleasedStack | undefined): string | undefined {
  if (state.status === 'ABSENT') return released === undefined ? undefined : 'is gone, though no destroy removed it'
  if (stackGroup(state.status) !== 'update') return `is in ${state.status}`
  if (released === undefined) return 'was made by no release that is recorded'
  return released.updatedAt === state.updatedAt ? undefined : 'was changed since the release that is recorded'
}

function stackFindings(state: StackState, released: ReleasedStack | undefined, fix: string): readonly Finding[] {
  const why = disagreement(state, released)
  if (why === undefined) return []
  const message = `stack ${state.name} ${why}`
  const severity = stackGroup(state.status) === 'update' ? 'warning' : 'error'
  return [{ rule: 'deploy/stack-astray', category: 'drift', severity, message, where: { resource: state.name }, fix }]
}

/** Outputs may hand a secret on, so they are shown only once the masker knows all: false where it could not learn them. */
async function knowSecrets(bench: Workbench, { emit, signal }: Context): Promise<boolean> {
  try {
    await Promise.all([readReferences(bench), bench.sources()])
    return true
  } catch (error) {
    if (signal.aborted || !isProjectError(error)) throw error
    emit({ type: 'warning', message: `outputs are left out, for they might show a secret: ${error.message}` })
    return false
  }
}

function nothingYet(kind: Release['kind']): string {
  return kind === 'destroy' ? 'the environment was destroyed' : 'nothing has been deployed yet'
}
