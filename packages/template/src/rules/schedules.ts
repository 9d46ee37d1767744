const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const days = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

interface Field {
  readonly name: string
  readonly least: number
  readonly most: number
  readonly words?: readonly string[]
  /** What else the field takes, such as `L` and `3W`. */
  readonly special?: RegExp
}

const fields: readonly Field[] = [
  { name: 'minutes', least: 0, most: 59 },
  { name: 'hours', least: 0, most: 23 },
  { name: 'day of month', least: 1, most: 31, special: /^(\?|L|LW|\d{1,2}W|L-\d{1,2})$/ },
  { name: 'month', least: 1, most: 12, words: months },
  { name: 'day of week', least: 1, most: 7, words: days, special: /^(\?|L|(\d|[A-Z]{3})L|(\d|[A-Z]{3})#[1-5])$/ },
  { name: 'year', least: 1970, most: 2199 },
]

/**
 * Why EventBridge refuses a schedule expression; undefined where it takes it. `at(…)` is for schedules alone. Source:
 * EventBridge user guide, "Setting a schedule pattern for scheduled rules", and EventBridge Scheduler user guide,
 * "Schedule types".
 */
export function scheduleRefusal(text: string, takesAt: boolean): string | undefined {
  const [, kind, inner = ''] = /^(rate|cron|at)\((.*)\)$/.exec(text) ?? []
  if (kind === 'rate') return rateRefusal(inner, takesAt)
  if (kind === 'cron') return cronRefusal(inner)
  if (kind === 'at' && takesAt) {
    return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(inner)
      ? undefined
      : 'at takes a day and a time: at(2026-12-31T08:00:00)'
  }
  return `an expression is rate(…)${takesAt ? ', cron(…) or at(…)' : ' or cron(…)'}, in small letters`
}

/** EventBridge's rules want "1 minute" and "5 minutes"; its schedules take either. */
function rateRefusal(inner: string, isLenient: boolean): string | undefined {
  const [, digits, unit = ''] = /^(\d+) +(\w+)$/.exec(inner.trim()) ?? []
  const value = Number(digits)
  if (digits === undefined || value < 1) return 'rate takes a number from 1 on and a unit: rate(5 minutes)'
  const single = unit.replace(/s$/, '')
  if (!['minute', 'hour', 'day'].includes(single)) return `"${unit}" is no unit of rate: minute, hour or day`
  const wanted = value === 1 ? single : `${single}s`
  return unit === wanted || isLenient ? undefined : `write rate(${value} ${wanted})`
}

function cronRefusal(inner: string): string | undefined {
  const parts = inner.trim().split(/\s+/)
  if (parts.length !== 6)
    return `cron takes 6 fields (minutes hours day-of-month month day-of-week year), these are ${parts.length}`
  for (const [index, field] of fields.entries()) {
    const part = (parts[index] ?? '').toUpperCase()
    if (!part.split(',').every((item) => fits(item, field)))
      return `"${parts[index]}" is no value of the field ${field.name}`
  }
  const [, , dayOfMonth, , dayOfWeek] = parts
  if ((dayOfMonth === '?') === (dayOfWeek === '?'))
    return 'one of day-of-month and day-of-week must be "?", and only one'
  return undefined
}

function fits(item: string, field: Field): boolean {
  if (item === '*' || field.special?.test(item) === true) return true
  const [range = '', step, ...more] = item.split('/')
  if (more.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) return false
  if (range === '*') return true
  const [from, to, ...others] = range.split('-')
  if (others.length > 0) return false
  const [first, last] = [numberIn(from ?? '', field), to === undefined ? undefined : numberIn(to, field)]
  return first !== undefined && (to === undefined || last !== undefined)
}

function numberIn(text: string, { least, most, words }: Field): number | undefined {
  if (words?.includes(text) === true) return words.indexOf(text) + 1
  const value = /^\d+$/.test(text) ? Number(text) : undefined
  return value !== undefined && value >= least && value <= most ? value : undefined
}
