/** A JSON object: not null, not a list. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A value for people, as JSON, cut where it gets long. */
export function show(value: unknown, longest = 120): string {
  let text: string
  try {
    text = JSON.stringify(value) ?? 'nothing'
  } catch {
    text = Array.isArray(value) ? 'a deeply nested array' : 'a deeply nested object'
  }
  return cut(text, longest)
}

/**
 * Shortens a text for people, never inside a word: the first half of a token or key would pass unmasked, since only
 * whole secrets are recognized.
 */
export function cut(text: string, longest: number): string {
  if (text.length <= longest) return text
  const whole = /[\w+/=.~%-]/.test(text[longest] ?? '')
    ? text.slice(0, longest).replace(/[\w+/=.~%-]+$/, '')
    : text.slice(0, longest)
  return `${whole}…`
}

/** What kind of JSON a value is, with its article. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (typeof value === 'object') return 'an object'
  return `${typeof value === 'boolean' ? '' : `the ${typeof value} `}${show(value)}`
}

/** Deep equality of JSON values; goes no deeper than `expected` does. */
export function isEqual(expected: unknown, actual: unknown): boolean {
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return false
    return expected.every((item, index) => isEqual(item, actual[index]))
  }
  if (!isMap(expected)) return expected === actual
  if (!isMap(actual)) return false
  const keys = Object.keys(expected)
  return (
    keys.length === Object.keys(actual).length &&
    keys.every((key) => Object.hasOwn(actual, key) && isEqual(expected[key], actual[key]))
  )
}
