import {
  type Answer,
  type Context,
  type Json,
  ProjectError,
  type Question,
  type Release,
} from '@project-utils/contract'
import type { Workbench } from '../workbench.ts'
import { type AuditLine, historyEntries } from './entries.ts'

/** How much of the audit trail is searched for a release's own entries. */
const auditReach = 400

/** How a release is shown. */
export interface ShowOptions {
  /** Its id, its number, or `latest`. */
  readonly release: string
  /** Tells each event of its run as a row, too. */
  readonly events?: boolean
}

/** Tells everything that is recorded of one release. */
export function showQuestion(bench: Workbench, options: ShowOptions): Question {
  return { command: 'deploy show', scopes: [bench.scope], ask: (context) => show(bench, options, context) }
}

async function show(bench: Workbench, options: ShowOptions, context: Context): Promise<Answer> {
  const { records, scope, session, selection } = bench
  await session.guard(scope)
  const release = await findRelease(bench, options.release)
  const [audit, lock, log] = await Promise.all([
    records.audit.list(auditReach),
    records.lock.read(scope),
    records.runs.read(release.run, 0),
  ])
  const own = audit.filter(({ run }) => run === release.run).toReversed()
  const holder = lock === undefined || lock.over ? {} : { holder: lock.run }
  const [entry] = historyEntries({ releases: [release], audit: own, ...holder })
  if (options.events === true) for (const event of log.events) context.emit({ type: 'row', data: asJson(event) })
  const data = {
    release: release.id,
    seq: release.seq,
    act: entry?.act ?? 'deploy',
    outcome: entry?.outcome ?? release.outcome,
    startedAt: release.startedAt,
    endedAt: release.endedAt ?? null,
    ms: entry?.ms ?? null,
    actor: release.actor,
    commit: release.commit ?? null,
    toolVersion: release.toolVersion,
    fingerprint: release.fingerprint,
    approval: approvalOf(own),
    checks: release.checks,
    steps: release.steps.map(({ id, outcome, ms }, index) => ({
      id,
      outcome,
      ms,
      title: entry?.steps[index]?.title ?? id,
    })),
    stacks: stacksOf(release),
    functions: Object.entries(release.functions).map(([logicalId, one]) => ({ logicalId, ...one })),
    layers: Object.entries(release.layers ?? {}).map(([logicalId, one]) => ({ logicalId, ...one })),
    site: release.site ?? null,
    ...(release.notes === undefined ? {} : { notes: release.notes }),
    audit: own.map(({ at, entry: { kind, command, actor, outcome } }) => ({
      at,
      kind,
      command,
      actor,
      outcome: outcome ?? null,
    })),
    events: { kept: log.events.length, complete: log.ended },
  }
  const next = entry?.outcome === 'killed' ? { command: `project-deploy status ${selection}`, why: never } : undefined
  return { data: asJson(data), ...(next === undefined ? {} : { next }) }
}

const never = 'its run never told how it ended'

/**
 * Finds a release by its id or its number, or the latest.
 *
 * @throws ProjectError `DEPLOY_RELEASE_UNKNOWN`
 */
async function findRelease({ records, selection, scope }: Workbench, wanted: string): Promise<Release> {
  const isNumber = /^#?\d{1,9}$/.test(wanted)
  const found =
    wanted === 'latest'
      ? (await records.releases.list(1))[0]
      : isNumber
        ? await records.releases.numbered(Number(wanted.replace('#', '')))
        : await records.releases.read(wanted)
  if (found !== undefined) return found
  const which = wanted === 'latest' ? 'no release yet' : `no release ${wanted}`
  throw new ProjectError('DEPLOY_RELEASE_UNKNOWN', `${scope.project} ${scope.environment} has ${which}`, {
    hint: `see which there are: project-deploy history ${selection}`,
  })
}

function stacksOf({ stacks }: Release) {
  return Object.entries(stacks).map(([key, { name, arn, templateKey, updatedAt, parameters, outputs }]) => {
    return { key, name, arn, updatedAt, template: templateKey, parameters, outputs }
  })
}

function approvalOf(audit: readonly AuditLine[]) {
  const approval = audit.find(({ entry }) => entry.approval !== undefined)?.entry.approval
  if (approval === undefined) return null
  const { by, at, proof } = approval
  return { by, at, proof }
}

/** Records and events are JSON by contract; their interfaces only lack the index signature that the type `Json` asks for. */
function asJson(value: unknown): Json {
  return value as Json
}
