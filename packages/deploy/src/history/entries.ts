import type { AuditEntry, Release } from '@project-utils/contract'

/** How something ended; `running` still does, `killed` never said how it ended. */
export type EntryOutcome = Exclude<Release['outcome'], 'started'> | 'running' | 'killed'

/** One thing that was done to an environment: a release, or an act that made none. */
export interface HistoryEntry {
  /** When it began; UTC, ISO 8601. */
  readonly at: string
  /** What was done: `deploy`, `rollback`, `destroy`, or the command of an act without a release. */
  readonly act: string
  readonly run: string
  readonly release?: string
  readonly seq?: number
  readonly outcome: EntryOutcome
  readonly actor: string
  readonly commit?: string
  /** What it changed, in words. */
  readonly changed: readonly string[]
  /** Milliseconds from start to end; absent while it runs, and where its end was never told. */
  readonly ms?: number
  /** `broken` names the gate or the suites that ended the release. */
  readonly checks: { readonly passed: number; readonly failed: number; readonly broken: readonly string[] }
  readonly steps: readonly { readonly title: string; readonly outcome: string; readonly ms?: number }[]
}

/** An audit record as far as a history needs it. */
export interface AuditLine {
  readonly at: string
  readonly run: string
  readonly entry: AuditEntry
}

/** What a history is made from; both lists newest first. */
export interface HistoryInput {
  readonly releases: readonly Release[]
  readonly audit: readonly AuditLine[]
  /** The run that holds the lock. */
  readonly holder?: string
}

/** What was done to an environment, the newest first; pure. */
export function historyEntries({ releases, audit, holder }: HistoryInput): readonly HistoryEntry[] {
  const made = releases.map((release, index) => ofRelease(release, releases[index + 1], audit, holder))
  const runs = new Set(releases.map(({ run }) => run))
  const acts = audit.filter(({ run, entry }) => entry.kind === 'intent' && !runs.has(run))
  const others = acts.map((intent) => ofAct(intent, audit, holder))
  return [...made, ...others].toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
}

function ofRelease(
  release: Release,
  before: Release | undefined,
  audit: readonly AuditLine[],
  holder: string | undefined,
): HistoryEntry {
  const { id, seq, run, startedAt, endedAt, actor, commit, checks } = release
  const titles = new Map(
    audit.filter((line) => line.run === run).flatMap(({ entry }) => entry.steps.map((step) => [step.id, step.title])),
  )
  return {
    at: startedAt,
    act: actOf(release),
    run,
    release: id,
    seq,
    outcome: release.outcome === 'started' ? unfinished(run, holder) : release.outcome,
    actor,
    ...(commit === undefined ? {} : { commit }),
    changed: changedBy(release, before),
    ...(endedAt === undefined ? {} : { ms: Date.parse(endedAt) - Date.parse(startedAt) }),
    checks: {
      passed: checks.reduce((sum, { passed }) => sum + passed, 0),
      failed: checks.reduce((sum, { failed }) => sum + failed, 0),
      broken: release.steps.flatMap(({ id: step, outcome }) => {
        return outcome === 'failed' && /^(gate$|suite\.)/.test(step) ? [step.replace(/^suite\./, '')] : []
      }),
    },
    steps: release.steps.map(({ id: step, outcome, ms }) => ({ title: titles.get(step) ?? step, outcome, ms })),
  }
}

function actOf({ kind, rollbackOf }: Release): string {
  return rollbackOf === undefined ? (kind ?? 'deploy') : `rollback to ${rollbackOf}`
}

/** A run that has told no end still works as long as it holds the lock. */
function unfinished(run: string, holder: string | undefined): EntryOutcome {
  return run === holder ? 'running' : 'killed'
}

/**
 * Stacks, functions and site that a release changed, by what its steps did and by what differs from the one before. A
 * version that was published but never got traffic changed nothing yet.
 */
function changedBy(release: Release, before: Release | undefined): readonly string[] {
  const done = release.steps.filter(({ outcome }) => outcome === 'done').map(({ id }) => id)
  if (release.kind === 'destroy') return done.length === 0 ? [] : ['the environment was removed']
  const named = done.flatMap((id) => {
    const [kind = '', ...rest] = id.split('.')
    const subject = rest.join('.')
    if (kind === 'stack' && subject !== '') return [`stack ${subject}`]
    const isGated = release.steps.some((step) => step.id === `alias.${subject}`)
    if (kind === 'alias' || (kind === 'publish' && !isGated)) return [subject]
    return kind === 'site' ? ['site'] : []
  })
  const code = Object.entries(release.functions).flatMap(([id, { manifest }]) =>
    before !== undefined && before.functions[id]?.manifest !== manifest ? [id] : [],
  )
  return [...new Set([...named, ...code])]
}

function ofAct(intent: AuditLine, audit: readonly AuditLine[], holder: string | undefined): HistoryEntry {
  const { run, at, entry } = intent
  const end = audit.find((line) => line.run === run && line.entry.kind === 'outcome' && line.at >= at)
  const steps = (end ?? intent).entry.steps
  return {
    at,
    act: entry.command.replace(/^deploy /, ''),
    run,
    outcome: end === undefined ? unfinished(run, holder) : (end.entry.outcome ?? 'failed'),
    actor: entry.actor,
    changed: steps.filter(({ outcome }) => outcome === 'done').map(({ title }) => title),
    ...(end === undefined ? {} : { ms: Date.parse(end.at) - Date.parse(at) }),
    checks: { passed: 0, failed: 0, broken: [] },
    steps: steps.map(({ title, outcome }) => ({ title, outcome: outcome ?? 'open' })),
  }
}
