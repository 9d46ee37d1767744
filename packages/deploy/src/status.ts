import { readStack } from '@project-utils/cfn'
import type { Answer, Json, Question } from '@project-utils/contract'
import { readAlias } from '@project-utils/lambda-build'
import { cloudFormation, lambda } from './clients.ts'
import { findLeftBehind } from './left-behind.ts'
import { translate } from './outputs.ts'
import type { Workbench } from './workbench.ts'

/** Tells what is deployed: the release, its stacks, versions and site, who holds the lock, and whether all still agree. */
export function statusQuestion(bench: Workbench): Question {
  return { command: 'deploy status', scopes: [bench.scope], ask: () => readStatus(bench) }
}

async function readStatus(bench: Workbench): Promise<Answer> {
  const { records, session, project, scope } = bench
  const client = await cloudFormation(session)
  const [current, lock, states] = await Promise.all([
    records.releases.current(),
    records.lock.read(scope),
    Promise.all(
      Object.values(project.stacks).map(async ({ key, name }) => [key, await readStack(client, name)] as const),
    ),
  ])
  const value = current === 'no-bucket' ? undefined : current?.value
  const good = value?.good ?? undefined
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
  const stacks = states.map(([key, { name, status, updatedAt }]) => {
    const released = good?.stacks[key]
    return {
      key,
      name,
      status,
      updatedAt: updatedAt ?? null,
      asReleased: released !== undefined && released.updatedAt === updatedAt,
    }
  })
  const outputs = await translate(Object.fromEntries(states.map(([key, state]) => [key, state.outputs])), bench.cloud)
  const data = {
    release:
      good === undefined
        ? null
        : { id: good.id, seq: good.seq, endedAt: good.endedAt, actor: good.actor, commit: good.commit },
    latest: value?.latest ?? null,
    lock:
      held === undefined ? null : { actor: held.actor, run: held.run, command: held.command, expires: held.expires },
    stacks,
    functions,
    site: good?.site === undefined ? null : { bucket: good.site.bucket, manifest: good.site.manifest },
    outputs,
  }
  const command = `project-deploy --project ${scope.project} --env ${scope.environment}`
  const unfinished = value !== undefined && value.latest.outcome !== 'succeeded' && held === undefined
  const astray = functions.filter(({ version, live }) => live !== version)
  return {
    data: data as unknown as Json,
    findings: [
      ...left,
      ...astray.map(({ name, live, version }) => ({
        rule: 'deploy/alias-astray',
        category: 'drift',
        severity: 'warning' as const,
        message: `the live alias of ${name} points to ${live ?? 'nothing'}, the release recorded ${version ?? 'nothing'}`,
        where: { resource: name },
        fix: command,
      })),
    ],
    ...(good === undefined ? { next: { command, why: 'nothing has been deployed yet' } } : {}),
    ...(unfinished ? { next: { command, why: `run ${value.latest.run} ended as ${value.latest.outcome}` } } : {}),
  }
}
