import { nearest } from '../rules/nearest.ts'

/** The known name that an unknown one was most likely meant to be; undefined where none is near. */
export function likeliest(name: string, known: readonly string[]): string | undefined {
  return known.find((one) => isSlip(name, one)) ?? nearest(name, known)
}

/**
 * Tells whether a name differs from a known one only by a slip of the pen: case, two letters that changed places, or at most
 * two letters in one place (one in a short name). Digits are no slip: `Rule2` beside `Rule` is likely a name of its own.
 */
export function isSlip(name: string, known: string): boolean {
  const [left, right] = [name.toLowerCase(), known.toLowerCase()]
  let start = 0
  while (start < left.length && left[start] === right[start]) start += 1
  let end = 0
  const most = Math.min(left.length, right.length) - start
  while (end < most && left.at(-1 - end) === right.at(-1 - end)) end += 1
  const [one = '', other = ''] = [left, right].map((text) => text.slice(start, text.length - end))
  if (one.length === 2 && one === `${other[1]}${other[0]}`) return true
  const letters = Math.max(one.length, other.length)
  return letters <= (right.length > 5 ? 2 : 1) && !/\d/.test(one + other)
}
