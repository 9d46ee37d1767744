/**
 * Tells whether a name differs from a known one only by a slip of the pen: case, or at most two letters in one place.
 * Digits are no slip: `Rule2` beside `Rule` is likely a name of its own.
 */
export function isSlip(name: string, known: string): boolean {
  const [left, right] = [name.toLowerCase(), known.toLowerCase()]
  let start = 0
  while (start < left.length && left[start] === right[start]) start += 1
  let end = 0
  const most = Math.min(left.length, right.length) - start
  while (end < most && left.at(-1 - end) === right.at(-1 - end)) end += 1
  const rests = [left.slice(start, left.length - end), right.slice(start, right.length - end)]
  return rests.every((rest) => rest.length <= 2 && !/\d/.test(rest))
}
