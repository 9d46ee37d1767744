import type { Health, HealthArea, HealthReason, HealthVerdict } from './health.ts'

/** What became different from one look to the next. */
export type HealthChange =
  | { readonly change: 'verdict'; readonly from: HealthVerdict | null; readonly to: HealthVerdict }
  | {
      readonly change: 'began' | 'ended'
      readonly level: HealthReason['level']
      readonly area: HealthArea
      readonly message: string
      /** Absent of what has ended. */
      readonly fix?: string
    }

/**
 * What became different: reasons that began and that ended, then the verdict. Numbers that move inside a reason are no change.
 * Without a former look all reasons begin. Notes, which change no verdict, are none.
 */
export function healthChanges(before: Health | undefined, after: Health): readonly HealthChange[] {
  const [then, now] = [reasonsOf(before), reasonsOf(after)]
  const began = [...now].filter(([key]) => !then.has(key))
  const ended = [...then].filter(([key]) => !now.has(key))
  return [
    ...ended.map(([, { level, area, message }]) => ({ change: 'ended' as const, level, area, message })),
    ...began.map(([, { level, area, message, fix }]) => ({ change: 'began' as const, level, area, message, fix })),
    ...(before?.verdict === after.verdict
      ? []
      : [{ change: 'verdict' as const, from: before?.verdict ?? null, to: after.verdict }]),
  ]
}

type Placed = HealthReason & { readonly area: HealthArea }

function reasonsOf(health: Health | undefined): ReadonlyMap<string, Placed> {
  const entries = (health?.areas ?? []).flatMap(({ area, things }) =>
    things.flatMap(({ name, reasons }) =>
      reasons
        .filter(({ level }) => level !== 'note')
        .map((one): [string, Placed] => [JSON.stringify([area, name, one.rule, one.level]), { ...one, area }]),
    ),
  )
  return new Map(entries)
}
