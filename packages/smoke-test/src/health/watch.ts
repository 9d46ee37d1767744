import { type Context, isProjectError } from '@project-utils/contract'
import { type HealthChange, healthChanges } from './changes.ts'
import { type Health, type HealthReason, worstVerdict } from './health.ts'

/** How health is watched. */
export interface HealthWatch {
  /** Looks once. */
  look(): Promise<Health>
  /** Told at each look of what became different, at the first one of everything that is not well. */
  tell(changes: readonly HealthChange[], health: Health): void | Promise<void>
  /** Milliseconds between the end of a look and the next one. */
  readonly interval: number
}

/**
 * Looks again and again until the signal is aborted, and gives the last verdict; undefined where not even the first look
 * ended. A look that fails makes the verdict unknown and ends nothing, but for the first, which throws.
 */
export async function watchHealth(
  watch: HealthWatch,
  { signal }: Pick<Context, 'signal'>,
): Promise<Health | undefined> {
  let last: Health | undefined
  while (!signal.aborted) {
    try {
      const health = await watch.look()
      await watch.tell(healthChanges(last, health), health)
      last = health
    } catch (error) {
      if (signal.aborted) break
      if (last === undefined || !isProjectError(error)) throw error
      const blind = blinded(last, error.message, error.hint)
      await watch.tell(healthChanges(last, blind), blind)
      last = blind
    }
    await wait(watch.interval, signal)
  }
  return last
}

/** What was known, with the reason why it is not known to hold any more. */
function blinded(last: Health, why: string, hint: string | undefined): Health {
  const reason: HealthReason = {
    rule: 'health/look',
    level: 'unknown',
    message: `nothing could be looked at: ${why}`,
    fix: hint ?? 'it is tried again',
  }
  const thing = { area: 'stacks', name: 'the look', verdict: 'unknown', told: 'failed', reasons: [reason] } as const
  const areas = last.areas.map((one) =>
    one.area === 'stacks'
      ? {
          ...one,
          verdict: 'unknown' as const,
          things: [...one.things.filter(({ name }) => name !== thing.name), thing],
        }
      : one,
  )
  return { ...last, areas, verdict: worstVerdict([last.verdict, 'unknown']) }
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  const leave = (): void => {
    clearTimeout(timer)
    resolve()
  }
  if (signal.aborted) leave()
  signal.addEventListener('abort', leave, { once: true })
  return promise.finally(() => signal.removeEventListener('abort', leave))
}
