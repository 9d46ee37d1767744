const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A duration as it is written in a flag, `90s`, `10m`, `2h` or `1d`, in milliseconds; undefined where it is none. */
export function durationOf(text: string): number | undefined {
  const [, number, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  const milliseconds = Number(number) * (units[unit ?? ''] ?? Number.NaN)
  return milliseconds > 0 ? milliseconds : undefined
}
