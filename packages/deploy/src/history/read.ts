import type { Workbench } from '../workbench.ts'
import type { HistoryInput } from './entries.ts'

/** Entries of the audit trail that are read for each row: intent, outcome, and those of acts between. */
const perRow = 4

/** Reads the newest releases and audit entries of an environment, and who works there now; newest first. */
export async function readHistory(
  { records, scope, session }: Pick<Workbench, 'records' | 'scope' | 'session'>,
  limit: number,
): Promise<HistoryInput> {
  await session.guard(scope)
  const [releases, audit, lock] = await Promise.all([
    // One more, to tell what the oldest one changed.
    records.releases.list(limit + 1),
    records.audit.list(limit * perRow),
    records.lock.read(scope),
  ])
  const holder = lock === undefined || lock.over ? undefined : lock.run
  return { releases, audit, ...(holder === undefined ? {} : { holder }) }
}
