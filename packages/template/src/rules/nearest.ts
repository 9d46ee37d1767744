/** The name that a mistyped one was most likely meant to be; undefined where none is near. */
export function nearest(name: string, names: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase()
  const most = Math.max(1, Math.floor(name.length / 3))
  let best: string | undefined
  let least = most + 1
  for (const one of names) {
    const distance = distanceOf(wanted, one.toLowerCase(), least)
    if (distance < least) [best, least] = [one, distance]
  }
  if (best !== undefined) return best
  return [...names].find((one) => {
    const other = one.toLowerCase()
    return other.length > 3 && wanted.length > 3 && (other.startsWith(wanted) || wanted.startsWith(other))
  })
}

/** Insertions, removals and replacements between two texts; stops counting at a limit. */
function distanceOf(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) >= limit) return limit
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= right.length; column += 1) {
      const same = left[row - 1] === right[column - 1] ? 0 : 1
      const [above = 0, beside = 0, across = 0] = [previous[column], current[column - 1], previous[column - 1]]
      current.push(Math.min(above + 1, beside + 1, across + same))
    }
    previous = current
  }
  return previous[right.length] ?? limit
}
