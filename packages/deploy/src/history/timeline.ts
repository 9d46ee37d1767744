import type { Scope } from '@project-utils/contract'
import type { Timeline, TimelineTone } from '@project-utils/report'
import type { EntryOutcome, HistoryEntry } from './entries.ts'
import { checksOf } from './question.ts'

const tones: Readonly<Record<EntryOutcome, TimelineTone>> = {
  succeeded: 'good',
  failed: 'bad',
  'rolled-back': 'warning',
  interrupted: 'warning',
  running: 'running',
  killed: 'bad',
}

const words: Readonly<Partial<Record<EntryOutcome, string>>> = {
  'rolled-back': 'rolled back',
  killed: 'killed: it never told its end',
}

/** The history of an environment as a page shows it; pure. */
export function timelineOf(entries: readonly HistoryEntry[], scope: Scope, at: Date): Timeline {
  const { project, environment, account, region } = scope
  return {
    title: `${project} ${environment}`,
    subtitle: `${account}, ${region}${scope.local === true ? ', local cloud' : ''}`,
    madeAt: at.toISOString(),
    entries: entries.map((entry) => ({
      at: entry.at,
      title: entry.act,
      ...(entry.release === undefined ? {} : { name: `#${entry.seq} ${entry.release}` }),
      tone: tones[entry.outcome],
      outcome: words[entry.outcome] ?? entry.outcome,
      facts: factsOf(entry),
      changed: entry.changed,
      ...(entry.ms === undefined ? {} : { ms: entry.ms }),
      steps: entry.steps,
    })),
  }
}

function factsOf({ actor, commit, checks, run, release }: HistoryEntry): Timeline['entries'][number]['facts'] {
  const told = checksOf(checks)
  return [
    { label: 'by', value: actor },
    ...(commit === undefined ? [] : [{ label: 'commit', value: commit.slice(0, 12) }]),
    ...(told === '' ? [] : [{ label: 'checks', value: told }]),
    ...(release === undefined ? [{ label: 'run', value: run }] : []),
  ]
}
