import type { Answer, Question } from '@project-utils/contract'
import type { Workbench } from '../workbench.ts'
import { type HistoryEntry, historyEntries } from './entries.ts'
import { readHistory } from './read.ts'

/** What is done with a history besides telling it, such as drawing it into a file; tells what it made. */
export type Draw = (entries: readonly HistoryEntry[]) => Readonly<Record<string, string>>

/** Tells what was done to an environment: releases, and acts without one, the newest first. */
export function historyQuestion(bench: Workbench, limit: number, draw: Draw = () => ({})): Question {
  return {
    command: 'deploy history',
    scopes: [bench.scope],
    ask: async (): Promise<Answer> => {
      const entries = historyEntries(await readHistory(bench, limit)).slice(0, limit)
      const killed = entries[0]?.outcome === 'killed' ? entries[0] : undefined
      const data = { ...draw(entries), entries: entries.map(rowOf) }
      const { selection } = bench
      if (entries.length === 0) {
        return { data, next: { command: `project-deploy ${selection}`, why: 'nothing has been deployed yet' } }
      }
      if (killed === undefined) return { data }
      return {
        data,
        next: { command: `project-deploy status ${selection}`, why: `run ${killed.run} never told its end` },
      }
    },
  }
}

function rowOf(entry: HistoryEntry) {
  const { at, act, release, run, outcome, actor, commit, changed, ms, checks } = entry
  return {
    when: at,
    act,
    // An act without a release is found by its run.
    release: release ?? null,
    ...(release === undefined ? { run } : {}),
    outcome,
    who: actor,
    commit: commit?.slice(0, 12) ?? null,
    changed: changed.join(', '),
    ms: ms ?? null,
    checks: checksOf(checks),
  }
}

/** What checks came to, in words; empty where none ran. */
export function checksOf({ passed, failed, broken }: HistoryEntry['checks']): string {
  return [
    ...(passed === 0 ? [] : [`${passed} passed`]),
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...broken.map((suite) => `${suite} failed`),
  ].join(', ')
}
