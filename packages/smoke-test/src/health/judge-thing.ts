import type { Tier } from '@project-utils/contract'
import { type HealthArea, type HealthReason, type HealthThing, worstVerdict } from './health.ts'
import type { HealthLimits } from './limits.ts'
import type { Seen, Unseen } from './look.ts'

/** What facts are judged with. */
export interface JudgeWorld {
  readonly limits: HealthLimits
  readonly tier: Tier
  readonly now: Date
  /** Milliseconds back that metrics were read. */
  readonly since: number
  /** A command of the AWS CLI that reaches the same account and region. */
  readonly aws: (command: string, region?: string) => string
  /** The flags that lead a command to the same project and environment. */
  readonly selection: string
}

/** A thing with its verdict: the worst of its reasons. */
export function judgedThing(
  area: HealthArea,
  { name, unseen }: Pick<Seen<unknown>, 'name' | 'unseen'>,
  told: string,
  reasons: readonly HealthReason[],
): HealthThing {
  const all = [...reasons, ...unseen.map((one) => unseenReason(area, name, one))]
  const verdict = worstVerdict(all.flatMap(({ level }) => (level === 'note' ? [] : [level])))
  return { area, name, verdict, told, reasons: all }
}

/** A thing that the stack names and that does not exist. */
export function goneThing(area: HealthArea, kind: string, seen: Seen<unknown>, world: JudgeWorld): HealthThing {
  const reason: HealthReason = {
    rule: `health/${area}-gone`,
    level: 'red',
    message: `${kind} ${seen.name} does not exist, though its stack names it`,
    fix: `project-cfn status ${world.selection}`,
  }
  return judgedThing(area, seen, 'is gone', [reason])
}

function unseenReason(area: HealthArea, name: string, { what, why, action }: Unseen): HealthReason {
  const need = action === undefined ? '' : `; it needs ${action}`
  return {
    rule: `health/${area}-unseen`,
    level: 'unknown',
    message: `nobody knows whether ${name} is well: ${what} could not be read: ${why}${need}`,
    fix: action === undefined ? 'look again in a minute' : `allow ${action} to whoever looks, then look again`,
  }
}

/** A share of 1 as a percentage with few digits: `0.4 %`, `12 %`. */
export function percent(share: number): string {
  const value = share * 100
  const digits = value >= 10 || value === Math.round(value) ? 0 : value >= 0.1 ? 1 : 3
  return `${value.toFixed(digits)} %`
}

/** A stretch of time for people: `15 min`, `2 h`, `40 s`. */
export function stretch(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${Math.round(ms / 100) / 10} s`
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`
  if (ms < 172_800_000) return `${Math.round(ms / 360_000) / 10} h`
  return `${Math.round(ms / 86_400_000)} d`
}

/** A number with its noun: `1 call`, `2 calls`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
