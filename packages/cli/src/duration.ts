import { ProjectError } from '@project-utils/contract'

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/**
 * A duration as it is written in a flag, `90s`, `10m`, `2h` or `1d`, in milliseconds.
 *
 * @throws ProjectError `CLI_FLAG_VALUE`
 */
export function durationOf(text: string, flag: string): number {
  const [, number, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  const milliseconds = Number(number) * (units[unit ?? ''] ?? Number.NaN)
  if (milliseconds > 0) return milliseconds
  throw new ProjectError('CLI_FLAG_VALUE', `--${flag} takes a duration, not "${text}"`, {
    hint: `write a number and its unit, such as --${flag} 90s, --${flag} 10m or --${flag} 2h`,
  })
}
