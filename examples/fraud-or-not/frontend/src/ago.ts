const units = [
  ['day', 24 * 60 * 60],
  ['hour', 60 * 60],
  ['minute', 60],
] as const
const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' })

/** Says how long ago something was: "just now", "5 min. ago", "yesterday"; after 30 days the date. */
export function ago(iso: string, now: Date): string {
  const seconds = (now.getTime() - Date.parse(iso)) / 1000
  if (seconds > 30 * 24 * 60 * 60) return new Date(iso).toLocaleDateString('en', { dateStyle: 'medium' })
  for (const [unit, length] of units) {
    if (seconds >= length) return words.format(-Math.floor(seconds / length), unit)
  }
  return 'just now'
}
